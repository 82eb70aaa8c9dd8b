import type { ComponentChildren } from 'preact';
import { Dialog } from './dialog.tsx';
import { Form } from './form.tsx';

export interface ConfirmProps {
  title: string;
  /** What the dangerous button says: the act itself. */
  act: string;
  children: ComponentChildren;
  onConfirm: () => Promise<void>;
  onClose: () => void;
}

/** Asks before something that cannot be undone. */
export function Confirm({ title, act, children, onConfirm, onClose }: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <Form
        submit={async () => {
          await onConfirm();
          onClose();
        }}
      >
        {({ isBusy }) => (
          <>
            <div class="soft stack-s">{children}</div>
            <div class="dialog-foot">
              <button type="button" class="button" onClick={onClose}>
                Cancel
              </button>
              <button type="submit" class="button danger" disabled={isBusy}>
                {act}
              </button>
            </div>
          </>
        )}
      </Form>
    </Dialog>
  );
}
