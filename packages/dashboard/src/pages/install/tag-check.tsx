import type { Site, TagStatus } from '../../api/shapes.ts';
import { Banner } from '../../ui/banner.tsx';
import { Card } from '../../ui/card.tsx';
import { Time } from '../../ui/time.tsx';

/** "Is it there?": when the tag was last heard, and from which origin. */
export function TagCheck({ status, sites }: { status: TagStatus; sites: Site[] }) {
  const [last] = status.heard;
  const allowed = [...new Set(sites.flatMap(({ origins }) => origins))];
  return (
    <Card title="Is it there?">
      <div class="stack">
        {last ? (
          <Banner tone="good">
            <strong>Yes.</strong> The tag was last heard <Time at={last.last_at} as="ago" /> from {last.origin}.
          </Banner>
        ) : (
          <Banner tone="info">
            <strong>Not yet.</strong> Open your store in another tab and look at a product; this page notices by itself.
          </Banner>
        )}
        {status.refused.map(({ site_id, origin, last_at }) => (
          <Banner key={`${site_id} ${origin}`} tone="warn">
            <strong>Refused:</strong> <span class="break">{origin}</span> wanted to send for{' '}
            {sites.find(({ id }) => id === site_id)?.name ?? 'a site'} <Time at={last_at} as="ago" />, but is not among
            its origins. If it is yours, <a href="/settings">add it in Settings</a>.
          </Banner>
        ))}
        {status.heard.length > 1 && (
          <table class="table" aria-label="Origins heard">
            <thead>
              <tr>
                <th scope="col">Origin</th>
                <th scope="col">Site</th>
                <th scope="col">Last heard</th>
              </tr>
            </thead>
            <tbody>
              {status.heard.map(({ site_id, origin, last_at }) => (
                <tr key={`${site_id} ${origin}`}>
                  <td class="break">{origin}</td>
                  <td>{sites.find(({ id }) => id === site_id)?.name ?? 'removed'}</td>
                  <td>
                    <Time at={last_at} as="ago" />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {!last && (
          <div class="stack-s">
            <h3>When nothing arrives</h3>
            <ul class="bullets soft">
              <li>
                Look at the page's source: both lines must be there, with the key as shown above. A cache may still
                serve the old page.
              </li>
              <li>
                {allowed.length === 0
                  ? 'Any origin may send for your sites, so the origin is not the reason.'
                  : `Only these origins may send: ${allowed.join(', ')}. If your store has another, add it in Settings.`}
              </li>
              <li>Add data-debug to the second line: the browser's console then says what the tag does.</li>
            </ul>
          </div>
        )}
      </div>
    </Card>
  );
}
