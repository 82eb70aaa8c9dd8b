import { useState } from 'preact/hooks';
import { request } from '../../api/request.ts';
import type { OrderWebhook, Site } from '../../api/shapes.ts';
import { notify } from '../../state/notice.ts';
import { useResource } from '../../state/use-resource.ts';
import { Code } from '../../ui/code.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Loaded } from '../../ui/loaded.tsx';

/** Where each platform has its webhooks, and where it shows the secret. */
const SHOPS: Record<OrderWebhook['shop'], { name: string; where: string; secret: string }> = {
  shopify: {
    name: 'Shopify',
    where:
      'Settings, Notifications, Webhooks. Make one each for "Order creation", "Order cancellation" and "Refund create", as JSON, with this address:',
    secret: 'Shown below the webhooks: "Your webhooks will be signed with".',
  },
  woocommerce: {
    name: 'WooCommerce',
    where:
      'WooCommerce, Settings, Advanced, Webhooks. Make one each for "Order created" and "Order updated", active, with this delivery URL:',
    secret: 'The same text in the field "Secret" of both webhooks; choose a long one.',
  },
};

/** Orders straight from the shop's backend, which no ad blocker stops; the tag's copy of an order counts once with it. */
export function WebhooksDialog({ site, onClose }: { site: Site; onClose: () => void }) {
  const path = `/sites/${site.id}/webhooks`;
  const webhooks = useResource(path, () => request<OrderWebhook[]>('GET', path));
  return (
    <Dialog title={`Order webhooks of ${site.name}`} onClose={onClose}>
      <p class="soft">
        Your shop can tell Scout of each order itself. Those orders arrive whatever a browser blocks, and an order that
        the tag tells of as well counts once.
      </p>
      <Loaded resource={webhooks}>
        {(data) => (
          <>
            {data.map((webhook) => (
              <ShopWebhook
                key={webhook.shop}
                webhook={webhook}
                path={`${path}/${webhook.shop}`}
                onChange={() => void webhooks.reload()}
              />
            ))}
          </>
        )}
      </Loaded>
    </Dialog>
  );
}

interface ShopWebhookProps {
  webhook: OrderWebhook;
  path: string;
  onChange: () => void;
}

function ShopWebhook({ webhook, path, onChange }: ShopWebhookProps) {
  const [secret, setSecret] = useState('');
  const { name, where, secret: whereSecret } = SHOPS[webhook.shop];
  return (
    <details open={webhook.has_secret}>
      <summary>
        {name}: {webhook.has_secret ? 'on' : 'off'}
      </summary>
      <Form
        submit={async () => {
          await request('PUT', path, { secret });
          setSecret('');
          notify(`Orders that ${name} signs are taken`);
          onChange();
        }}
      >
        {({ isBusy, wrong }) => (
          <>
            <p>{where}</p>
            <Code text={location.origin + webhook.path} label={`Address for ${name}`} />
            <TextField
              label={`Secret of ${name}'s webhooks`}
              type="password"
              autocomplete="off"
              required
              hint={`${whereSecret}${webhook.has_secret ? ' One is stored; a new one replaces it.' : ' Kept encrypted, never shown again.'}`}
              wrong={wrong('secret')}
              value={secret}
              onValue={setSecret}
            />
            <div class="row">
              <button type="submit" class="button primary" disabled={isBusy}>
                {webhook.has_secret ? 'Replace the secret' : 'Save the secret'}
              </button>
              {webhook.has_secret && (
                <button
                  type="button"
                  class="button danger"
                  onClick={() =>
                    void request('DELETE', path).then(
                      () => {
                        notify(`Orders from ${name} are refused from now on`);
                        onChange();
                      },
                      (error: unknown) => notify(String(error)),
                    )
                  }
                >
                  Switch off
                </button>
              )}
            </div>
          </>
        )}
      </Form>
    </details>
  );
}
