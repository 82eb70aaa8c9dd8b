import { useState } from 'preact/hooks';
import { request } from '../../api/request.ts';
import type { Site, TagStatus } from '../../api/shapes.ts';
import { useResource } from '../../state/use-resource.ts';
import { Card } from '../../ui/card.tsx';
import { Code } from '../../ui/code.tsx';
import { Empty } from '../../ui/empty.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Page } from '../../ui/page.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { snippets } from './snippets.ts';
import { TagCheck } from './tag-check.tsx';

const REFRESH_MS = 3_000;

/** The snippet with the real host and key, and whether it is there. */
export function InstallPage() {
  const sites = useResource('sites', () => request<Site[]>('GET', '/sites'));
  const status = useResource('tag', () => request<TagStatus>('GET', '/tag-status'), { everyMs: REFRESH_MS });
  return (
    <Page title="Install" lead="Two lines in your store, then everything shoppers do arrives here.">
      <Loaded resource={sites}>
        {(data) =>
          data.length === 0 ? (
            <Card flush>
              <Empty icon="install" title="Make a site first">
                <p>A site is your store as Scout knows it: a name, its key, and the origins that may send.</p>
                <a class="button primary" href="/settings">
                  Make a site
                </a>
              </Empty>
            </Card>
          ) : (
            <Snippets sites={data} />
          )
        }
      </Loaded>
      <Loaded resource={status}>{(data) => <TagCheck status={data} sites={sites.data ?? []} />}</Loaded>
    </Page>
  );
}

function Snippets({ sites }: { sites: Site[] }) {
  const [siteId, setSiteId] = useState(sites[0]?.id ?? '');
  const [tab, setTab] = useState('html');
  const site = sites.find(({ id }) => id === siteId) ?? sites[0];
  const all = snippets({ host: location.origin, key: site?.public_key ?? '' });
  const shown = all.find(({ id }) => id === tab);
  return (
    <Card>
      <div class="stack">
        {sites.length > 1 && (
          <SelectField
            label="Site"
            value={siteId}
            onValue={setSiteId}
            options={sites.map(({ id, name }) => [id, name] as const)}
          />
        )}
        <Tabs label="Where the tag goes" tabs={all} selected={tab} onSelect={setTab}>
          {shown && (
            <div class="stack">
              <p>{shown.where}</p>
              {shown.file && (
                <p>
                  <a class="button" href={shown.file.url} download={shown.file.name}>
                    Download {shown.file.name}
                  </a>
                </p>
              )}
              <Code text={shown.code} label={`Snippet for ${shown.title}`} />
              {shown.note !== undefined && <p class="soft">{shown.note}</p>}
            </div>
          )}
        </Tabs>
      </div>
    </Card>
  );
}
