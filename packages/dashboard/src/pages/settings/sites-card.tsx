import { useState } from 'preact/hooks';
import { request } from '../../api/request.ts';
import type { Site } from '../../api/shapes.ts';
import { notify } from '../../state/notice.ts';
import { useResource } from '../../state/use-resource.ts';
import { Banner } from '../../ui/banner.tsx';
import { Card } from '../../ui/card.tsx';
import { Code } from '../../ui/code.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { SiteForm } from './site-form.tsx';
import { WebhooksDialog } from './webhooks-dialog.tsx';

type Open =
  | { kind: 'edit' | 'delete' | 'rotate' | 'webhooks'; site: Site }
  | { kind: 'new' }
  | { kind: 'key'; key: string };

/** The stores that may send, their keys and defaults. */
export function SitesCard() {
  const sites = useResource('sites', () => request<Site[]>('GET', '/sites'));
  const [open, setOpen] = useState<Open>();
  const close = (): void => setOpen(undefined);
  const saved = (site: Site): void => {
    void sites.reload();
    notify('Saved');
    setOpen(site.server_key === undefined ? undefined : { kind: 'key', key: site.server_key });
  };
  return (
    <Card
      title="Sites"
      flush
      actions={
        <button type="button" class="button small" onClick={() => setOpen({ kind: 'new' })}>
          New site
        </button>
      }
    >
      <Loaded resource={sites}>
        {(data) => (
          <ul class="items">
            {data.length === 0 && <li class="soft">No site yet. Make one to get the snippet for your store.</li>}
            {data.map((site) => (
              <li key={site.id}>
                <div class="stack-s">
                  <h3>{site.name}</h3>
                  <p class="row small">
                    <code class="break">{site.public_key}</code>
                    <CopyButton text={site.public_key} label="Copy key" />
                  </p>
                  <p class="soft small break">
                    {site.origins.length === 0 ? 'Any origin may send.' : site.origins.join(', ')}{' '}
                    {[site.currency, site.country].filter(Boolean).join(', ')}
                  </p>
                </div>
                <div class="row">
                  <button type="button" class="button small" onClick={() => setOpen({ kind: 'edit', site })}>
                    Edit
                  </button>
                  <button type="button" class="button small" onClick={() => setOpen({ kind: 'rotate', site })}>
                    {site.has_server_key ? 'New server key' : 'Make a server key'}
                  </button>
                  <button type="button" class="button small" onClick={() => setOpen({ kind: 'webhooks', site })}>
                    Order webhooks
                  </button>
                  <button type="button" class="button small danger" onClick={() => setOpen({ kind: 'delete', site })}>
                    Delete
                  </button>
                </div>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {open?.kind === 'new' && (
        <Dialog title="New site" onClose={close}>
          <SiteForm onSaved={saved} />
        </Dialog>
      )}
      {open?.kind === 'edit' && (
        <Dialog title={open.site.name} onClose={close}>
          <SiteForm site={open.site} onSaved={saved} />
        </Dialog>
      )}
      {open?.kind === 'rotate' && (
        <Dialog title="Server key" onClose={close}>
          <p>
            A server key lets your backend send events for {open.site.name}.{' '}
            {open.site.has_server_key && 'The present one stops working at once.'}
          </p>
          <div class="dialog-foot">
            <button type="button" class="button" onClick={close}>
              Cancel
            </button>
            <button
              type="button"
              class="button primary"
              onClick={() =>
                void request<Site>('PATCH', `/sites/${open.site.id}`, { rotate_server_key: true }).then(
                  saved,
                  (error: unknown) => notify(String(error)),
                )
              }
            >
              Make a new key
            </button>
          </div>
        </Dialog>
      )}
      {open?.kind === 'key' && (
        <Dialog title="Your server key" onClose={close}>
          <Banner tone="warn">This is the only time it is shown. Put it into your backend's secrets now.</Banner>
          <Code text={open.key} label="Server key" />
        </Dialog>
      )}
      {open?.kind === 'webhooks' && <WebhooksDialog site={open.site} onClose={close} />}
      {open?.kind === 'delete' && (
        <Confirm
          title={`Delete ${open.site.name}?`}
          act="Delete the site and its events"
          onClose={close}
          onConfirm={async () => {
            await request('DELETE', `/sites/${open.site.id}`);
            await sites.reload();
          }}
        >
          <p>
            The tag with this key stops being heard, and all events of this site are erased here. Klaviyo keeps its own.
          </p>
        </Confirm>
      )}
    </Card>
  );
}
