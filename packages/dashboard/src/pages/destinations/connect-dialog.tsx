import { useState } from 'preact/hooks';
import { request } from '../../api/request.ts';
import type { Destination, Site } from '../../api/shapes.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { KeyField, KEYS_PAGE } from './key-field.tsx';
import { Connected } from './connected.tsx';

export interface ConnectDialogProps {
  sites: Site[];
  onConnected: () => void;
  onClose: () => void;
}

/** New destination: the key is checked before anything is saved, then what it is good for is shown. */
export function ConnectDialog({ sites, onConnected, onClose }: ConnectDialogProps) {
  const [key, setKey] = useState('');
  const [siteId, setSiteId] = useState('');
  const [connected, setConnected] = useState<Destination>();
  if (connected) {
    return (
      <Dialog title="Klaviyo is connected" onClose={onClose}>
        <Connected destination={connected} />
        <div class="dialog-foot">
          <a class="button" href="/rules" onClick={onClose}>
            See the rules
          </a>
          <button type="button" class="button primary" onClick={onClose}>
            Done
          </button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title="Connect Klaviyo" onClose={onClose}>
      <Form
        submit={async () => {
          const body = { type: 'klaviyo', private_key: key, ...(siteId === '' ? {} : { site_id: siteId }) };
          setConnected(await request<Destination>('POST', '/destinations', body));
          onConnected();
        }}
      >
        {({ isBusy, wrong }) => (
          <>
            <ol class="steps">
              <li>
                In Klaviyo, open{' '}
                <a href={KEYS_PAGE} target="_blank" rel="noreferrer">
                  Settings, API keys
                </a>{' '}
                and make a private key.
              </li>
              <li>
                Give it <strong>full</strong> access to Profiles and Events, and <strong>read</strong> access to
                Accounts and Metrics.
              </li>
              <li>Paste it here. It is checked at once, stored encrypted, and never shown again.</li>
            </ol>
            <KeyField value={key} onValue={setKey} wrong={wrong('private_key')} />
            {sites.length > 1 && (
              <SelectField
                label="Events of"
                value={siteId}
                onValue={setSiteId}
                options={[['', 'all sites'], ...sites.map((site) => [site.id, site.name] as const)]}
              />
            )}
            <div class="dialog-foot">
              <button type="button" class="button" onClick={onClose}>
                Cancel
              </button>
              <button type="submit" class="button primary" disabled={isBusy}>
                {isBusy ? 'Checking the key' : 'Check and connect'}
              </button>
            </div>
          </>
        )}
      </Form>
    </Dialog>
  );
}
