import { useState } from 'preact/hooks';
import { messageOf, request } from '../../api/request.ts';
import type { Alerts } from '../../api/shapes.ts';
import { notify } from '../../state/notice.ts';
import { useResource } from '../../state/use-resource.ts';
import { Card } from '../../ui/card.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Setting } from '../../ui/setting.tsx';

/** Where Scout speaks up by itself. */
export function AlertsCard() {
  const alerts = useResource('alerts', () => request<Alerts | null>('GET', '/alerts'));
  return (
    <Card title="Alerts">
      <Loaded resource={alerts}>
        {(data) => <AlertsForm key={data?.url_hint} alerts={data} onChange={() => void alerts.reload()} />}
      </Loaded>
    </Card>
  );
}

function AlertsForm({ alerts, onChange }: { alerts: Alerts | null; onChange: () => void }) {
  const [url, setUrl] = useState('');
  const [keyRefused, setKeyRefused] = useState(alerts?.key_refused ?? true);
  const [silence, setSilence] = useState(toText(alerts ? alerts.silence_hours : 24));
  const [failures, setFailures] = useState(toText(alerts ? percent(alerts.failure_share) : 10));
  const [queue, setQueue] = useState(toText(alerts ? alerts.queue_minutes : 30));
  const act = async (work: () => Promise<unknown>, done: string): Promise<void> => {
    try {
      await work();
      notify(done);
    } catch (thrown) {
      notify(messageOf(thrown));
    }
    onChange();
  };
  return (
    <Form
      submit={async () => {
        const share = toNumber(failures);
        await request('PUT', '/alerts', {
          ...(url.trim() === '' ? {} : { url: url.trim() }),
          key_refused: keyRefused,
          silence_hours: toNumber(silence),
          failure_share: share === null ? null : share / 100,
          queue_minutes: toNumber(queue),
        });
        setUrl('');
        notify('Saved');
        onChange();
      }}
    >
      {({ isBusy, wrong }) => (
        <>
          <TextField
            label="Webhook address"
            type="url"
            required={alerts === null}
            placeholder={alerts?.url_hint ?? 'https://hooks.slack.com/services/…'}
            hint={`Slack's incoming webhooks and everything that takes {text: …} as JSON. Kept encrypted.${alerts ? ' Empty: the present one stays.' : ''}`}
            wrong={wrong('url')}
            value={url}
            onValue={setUrl}
          />
          <Setting
            label="Klaviyo refuses the key"
            hint="At once, and again when it is over."
            on={keyRefused}
            onChange={setKeyRefused}
          />
          <div class="form-grid">
            <TextField
              label="No event for (hours)"
              type="number"
              min={1}
              max={720}
              wrong={wrong('silence_hours')}
              value={silence}
              onValue={setSilence}
            />
            <TextField
              label="Failures in an hour above (%)"
              type="number"
              min={1}
              max={100}
              wrong={wrong('failure_share')}
              value={failures}
              onValue={setFailures}
            />
            <TextField
              label="Something waits for (minutes)"
              type="number"
              min={1}
              max={10_080}
              wrong={wrong('queue_minutes')}
              value={queue}
              onValue={setQueue}
            />
          </div>
          <p class="soft small">An empty field switches its alert off.</p>
          <div class="row">
            <button type="submit" class="button" disabled={isBusy}>
              Save
            </button>
            {alerts !== null && (
              <>
                <button
                  type="button"
                  class="button"
                  onClick={() => void act(() => request('POST', '/alerts/test'), 'The test alert arrived')}
                >
                  Send a test alert
                </button>
                <button
                  type="button"
                  class="button danger"
                  onClick={() => void act(() => request('DELETE', '/alerts'), 'Alerts are off')}
                >
                  Switch off
                </button>
              </>
            )}
          </div>
        </>
      )}
    </Form>
  );
}

function toText(value: number | null): string {
  return value === null ? '' : String(value);
}

function toNumber(text: string): number | null {
  return text.trim() === '' ? null : Number(text);
}

function percent(share: number | null): number | null {
  return share === null ? null : Math.round(share * 100);
}
