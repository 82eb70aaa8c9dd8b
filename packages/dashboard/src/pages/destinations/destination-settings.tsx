import { useState } from 'preact/hooks';
import { request } from '../../api/request.ts';
import type { Destination } from '../../api/shapes.ts';
import { notify } from '../../state/notice.ts';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Setting } from '../../ui/setting.tsx';

/** The rarely changed sides of a destination, folded away. */
export function DestinationSettings({ destination, onChange }: { destination: Destination; onChange: () => void }) {
  const [perSecond, setPerSecond] = useState(String(destination.requests_per_second ?? 5));
  const [holdDays, setHoldDays] = useState(String(destination.hold_days ?? 7));
  const [backfill, setBackfill] = useState(String(destination.backfill_after_hours ?? ''));
  const [usesKx, setUsesKx] = useState(destination.use_kx ?? false);
  const [usesExternalId, setUsesExternalId] = useState(destination.use_external_id ?? false);
  const [holdsBots, setHoldsBots] = useState(destination.hold_bots ?? false);
  return (
    <details>
      <summary>Limits, identity and bots</summary>
      <Form
        submit={async () => {
          await request('PATCH', `/destinations/${destination.id}`, {
            requests_per_second: Number(perSecond),
            hold_days: Number(holdDays),
            backfill_after_hours: backfill.trim() === '' ? null : Number(backfill),
            use_kx: usesKx,
            use_external_id: usesExternalId,
            hold_bots: holdsBots,
          });
          notify('Saved');
          onChange();
        }}
      >
        {({ isBusy, wrong }) => (
          <>
            <div class="form-grid">
              <TextField
                label="Requests a second, at most"
                type="number"
                min={1}
                max={75}
                required
                hint="5 leaves room for your other integrations. All keys of an account share Klaviyo's limits."
                wrong={wrong('requests_per_second')}
                value={perSecond}
                onValue={setPerSecond}
              />
              <TextField
                label="Days to wait for an address"
                type="number"
                min={0.01}
                max={90}
                step="any"
                required
                hint="Events of unknown visitors are held this long, then skipped."
                wrong={wrong('hold_days')}
                value={holdDays}
                onValue={setHoldDays}
              />
              <TextField
                label="Start no flows for events older than (hours)"
                type="number"
                min={0}
                step="any"
                hint="Empty: released events start flows whatever their age."
                wrong={wrong('backfill_after_hours')}
                value={backfill}
                onValue={setBackfill}
              />
            </div>
            <Setting
              label="Recognise visitors by Klaviyo's links"
              hint="Uses the _kx of links in Klaviyo's mails when there is no address."
              on={usesKx}
              onChange={setUsesKx}
            />
            <Setting
              label="Send the shop's customer id"
              hint="As external_id. Leave it off unless all your integrations send the same id, or people appear twice."
              on={usesExternalId}
              onChange={setUsesExternalId}
            />
            <Setting
              label="Hold what automated browsers do"
              hint="Events of crawlers and scripted browsers wait instead of reaching Klaviyo; send or discard them from the log."
              on={holdsBots}
              onChange={setHoldsBots}
            />
            <div>
              <button type="submit" class="button" disabled={isBusy}>
                Save
              </button>
            </div>
          </>
        )}
      </Form>
    </details>
  );
}
