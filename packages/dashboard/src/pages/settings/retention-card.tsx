import { useState } from 'preact/hooks';
import { request } from '../../api/request.ts';
import type { Settings } from '../../api/shapes.ts';
import { notify } from '../../state/notice.ts';
import { Card } from '../../ui/card.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';

export function RetentionCard({ settings, onChange }: { settings: Settings; onChange: () => void }) {
  const [days, setDays] = useState(String(settings.retention_days));
  return (
    <Card title="Retention">
      <Form
        submit={async () => {
          await request('PATCH', '/settings', { retention_days: Number(days) });
          notify('Saved');
          onChange();
        }}
      >
        {({ isBusy, wrong }) => (
          <>
            <div class="narrow">
              <TextField
                label="Days that events are kept"
                type="number"
                min={1}
                max={3_650}
                required
                hint={`After that they are erased here; Klaviyo keeps its own. RETENTION_DAYS says ${settings.default_retention_days}.`}
                wrong={wrong('retention_days')}
                value={days}
                onValue={setDays}
              />
            </div>
            <div>
              <button type="submit" class="button" disabled={isBusy}>
                Save
              </button>
            </div>
          </>
        )}
      </Form>
    </Card>
  );
}
