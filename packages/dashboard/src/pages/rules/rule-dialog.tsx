import { useState } from 'preact/hooks';
import { request } from '../../api/request.ts';
import type { Rule } from '../../api/shapes.ts';
import { notify } from '../../state/notice.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { toConditions, toDraft } from './condition-draft.ts';
import { ConditionFields } from './condition-fields.tsx';
import { DryRunResult } from './dry-run-result.tsx';

export interface RuleDialogProps {
  /** Without an id: a new rule. */
  rule: Partial<Rule> & Pick<Rule, 'destination_id'>;
  onChange: () => void;
  onClose: () => void;
}

/** Adds or changes a rule, and tells what it would have done to the last events. */
export function RuleDialog({ rule, onChange, onClose }: RuleDialogProps) {
  const [event, setEvent] = useState(rule.event ?? '');
  const [metric, setMetric] = useState(rule.metric ?? '');
  const [draft, setDraft] = useState(toDraft(rule.conditions ?? {}));
  const isNew = rule.id === undefined;
  const save = async (): Promise<void> => {
    const body = { event, metric: metric.trim() === '' ? null : metric, conditions: toConditions(draft) };
    if (isNew) await request('POST', '/rules', { ...body, destination_id: rule.destination_id });
    else await request('PATCH', `/rules/${rule.id}`, body);
    notify(isNew ? 'Added' : 'Saved');
    onChange();
    onClose();
  };
  const remove = async (): Promise<void> => {
    await request('DELETE', `/rules/${rule.id}`);
    notify('Removed');
    onChange();
    onClose();
  };
  return (
    <Dialog title={isNew ? 'Add a rule' : `Rule for ${rule.event}`} onClose={onClose}>
      <Form submit={save}>
        {({ isBusy, wrong }) => (
          <>
            <div class="form-grid">
              <TextField
                label="Event"
                required
                autofocus={isNew}
                hint="As your store sends it, such as AddToCart or a name of your own."
                wrong={wrong('event')}
                value={event}
                onValue={setEvent}
              />
              <TextField
                label="Klaviyo metric"
                hint="Empty: Klaviyo's usual name for this event."
                wrong={wrong('metric')}
                value={metric}
                onValue={setMetric}
              />
            </div>
            <ConditionFields draft={draft} onChange={setDraft} wrong={wrong} />
            <DryRunResult event={event} conditions={toConditions(draft)} />
            <div class="dialog-foot">
              {!isNew && <RemoveButton onRemove={remove} />}
              <button type="button" class="button" onClick={onClose}>
                Cancel
              </button>
              <button type="submit" class="button primary" disabled={isBusy}>
                {isNew ? 'Add' : 'Save'}
              </button>
            </div>
          </>
        )}
      </Form>
    </Dialog>
  );
}

/** Asks once more in its own place instead of a second dialog. */
function RemoveButton({ onRemove }: { onRemove: () => Promise<void> }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <button type="button" class="button danger" onClick={() => (isAsking ? void onRemove() : setAsking(true))}>
      {isAsking ? 'Really remove?' : 'Remove'}
    </button>
  );
}
