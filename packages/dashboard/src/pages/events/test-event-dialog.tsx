import { useState } from 'preact/hooks';
import { request } from '../../api/request.ts';
import type { Destination } from '../../api/shapes.ts';
import { useResource } from '../../state/use-resource.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { EVENT_NAMES } from './event-names.ts';
import { FollowTest } from './follow-test.tsx';

/** Sends a marked event that looks like a real one, and follows it to Klaviyo step by step. */
export function TestEventDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('Purchase');
  const [email, setEmail] = useState('');
  const [destinationId, setDestinationId] = useState('');
  const [sentId, setSentId] = useState<string>();
  const { data: destinations = [] } = useResource('destinations', () => request<Destination[]>('GET', '/destinations'));
  return (
    <Dialog title="Send a test event" onClose={onClose}>
      {sentId === undefined ? (
        <Form
          submit={async () => {
            const to = destinationId === '' ? {} : { destination_id: destinationId };
            const { id } = await request<{ id: string }>('POST', '/test-event', { name, email, ...to });
            setSentId(id);
          }}
        >
          {({ isBusy, wrong }) => (
            <>
              <SelectField
                label="Event"
                value={name}
                onValue={setName}
                options={EVENT_NAMES.filter((each) => each !== 'Identify').map((each) => [each, each] as const)}
              />
              <TextField
                label="Email address"
                type="email"
                autocomplete="email"
                required
                autofocus
                hint="Use your own: a profile with this address is made in Klaviyo, and flows may write to it."
                wrong={wrong('email')}
                value={email}
                onValue={setEmail}
              />
              {destinations.length > 1 && (
                <SelectField
                  label="To"
                  value={destinationId}
                  onValue={setDestinationId}
                  options={[
                    ['', 'all destinations'],
                    ...destinations.map((each) => [each.id, each.account?.name ?? each.key_hint] as const),
                  ]}
                />
              )}
              <div class="dialog-foot">
                <button type="button" class="button" onClick={onClose}>
                  Cancel
                </button>
                <button type="submit" class="button primary" disabled={isBusy}>
                  Send it
                </button>
              </div>
            </>
          )}
        </Form>
      ) : (
        <>
          <FollowTest id={sentId} destinations={destinations} />
          <div class="dialog-foot">
            <button type="button" class="button" onClick={() => setSentId(undefined)}>
              Send another
            </button>
            <a class="button" href={`/events/${encodeURIComponent(sentId)}`} onClick={onClose}>
              Its whole story
            </a>
            <button type="button" class="button primary" onClick={onClose}>
              Done
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
