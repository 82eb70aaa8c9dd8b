import { useState } from 'preact/hooks';
import { request } from '../../api/request.ts';
import type { Erasure } from '../../api/shapes.ts';
import { countOf } from '../../format/number.ts';
import { notify } from '../../state/notice.ts';
import { Banner } from '../../ui/banner.tsx';
import { Card } from '../../ui/card.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Setting } from '../../ui/setting.tsx';

/** What a person may ask for: to see what is kept about them, and to have it erased. */
export function DataRequestsCard() {
  const [email, setEmail] = useState('');
  const [isAsking, setAsking] = useState(false);
  const [asksKlaviyo, setAsksKlaviyo] = useState(false);
  const [refusals, setRefusals] = useState<string[]>([]);
  const exportPerson = async (): Promise<void> => {
    const person = await request<{ events: unknown[] }>('POST', '/data-requests/export', { email });
    download(JSON.stringify(person, null, 2), `scout-${email.trim()}.json`);
    notify(`${countOf(person.events.length, 'event')} in the file`);
  };
  return (
    <Card title="Data requests">
      <Form submit={exportPerson}>
        {({ isBusy, wrong }) => (
          <>
            <div class="narrow">
              <TextField
                label="Email address of the person"
                type="email"
                required
                hint="Export covers what Scout keeps; what Klaviyo keeps is shown in Klaviyo."
                wrong={wrong('email')}
                value={email}
                onValue={setEmail}
              />
            </div>
            <div class="row">
              <button type="submit" class="button" disabled={isBusy}>
                Export as JSON
              </button>
              <button
                type="button"
                class="button danger"
                disabled={email.trim() === ''}
                onClick={() => {
                  setAsksKlaviyo(false);
                  setAsking(true);
                }}
              >
                Forget this person
              </button>
            </div>
          </>
        )}
      </Form>
      {refusals.length > 0 && (
        <Banner tone="warn">
          Erased here, but Klaviyo still has its copy. {refusals.join(' ')} Delete the profile in Klaviyo.
        </Banner>
      )}
      {isAsking && (
        <Confirm
          title={`Forget ${email.trim()}?`}
          act="Erase it all"
          onClose={() => setAsking(false)}
          onConfirm={async () => {
            const { events, klaviyo = [] } = await request<{ events: number; klaviyo?: Erasure[] }>(
              'POST',
              '/data-requests/forget',
              { email, klaviyo: asksKlaviyo },
            );
            setRefusals(klaviyo.flatMap(({ error }) => error ?? []));
            const accepted = klaviyo.some((erasure) => erasure.accepted);
            notify(`${countOf(events, 'event')} erased${accepted ? ', and Klaviyo deletes its profile' : ''}`);
            setEmail('');
          }}
        >
          <p>
            All events with this address, what was sent for them, and the link to the visitor are erased. There is no
            way back.
          </p>
          <Setting
            label="Klaviyo as well"
            hint="Asks each connected account to delete the profile; the key needs the scope data-privacy:write."
            on={asksKlaviyo}
            onChange={setAsksKlaviyo}
          />
        </Confirm>
      )}
    </Card>
  );
}

function download(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
