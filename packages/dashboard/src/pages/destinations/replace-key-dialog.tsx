import { useState } from 'preact/hooks';
import { request } from '../../api/request.ts';
import type { Destination } from '../../api/shapes.ts';
import { notify } from '../../state/notice.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Form } from '../../ui/form.tsx';
import { KeyField } from './key-field.tsx';

export interface ReplaceKeyDialogProps {
  destination: Destination;
  onChange: () => void;
  onClose: () => void;
}

/** A new key for the same destination; what waited for it goes out. */
export function ReplaceKeyDialog({ destination, onChange, onClose }: ReplaceKeyDialogProps) {
  const [key, setKey] = useState('');
  return (
    <Dialog title="Replace the key" onClose={onClose}>
      <Form
        submit={async () => {
          await request('PATCH', `/destinations/${destination.id}`, { private_key: key });
          notify('The new key works. What waited goes out now.');
          onChange();
          onClose();
        }}
      >
        {({ isBusy, wrong }) => (
          <>
            <p class="soft">
              The key {destination.key_hint} is used until the new one was checked. Use a key of the same account:
              events that wait go to the account of the new key.
            </p>
            <KeyField value={key} onValue={setKey} wrong={wrong('private_key')} />
            <div class="dialog-foot">
              <button type="button" class="button" onClick={onClose}>
                Cancel
              </button>
              <button type="submit" class="button primary" disabled={isBusy}>
                {isBusy ? 'Checking the key' : 'Check and replace'}
              </button>
            </div>
          </>
        )}
      </Form>
    </Dialog>
  );
}
