import { useState } from 'preact/hooks';
import { request } from '../../api/request.ts';
import type { Destination, RequestRate, Site } from '../../api/shapes.ts';
import { countOf } from '../../format/number.ts';
import { notify } from '../../state/notice.ts';
import { Banner } from '../../ui/banner.tsx';
import { Card } from '../../ui/card.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Badge } from '../../ui/status-badge.tsx';
import { Time } from '../../ui/time.tsx';
import { DestinationSettings } from './destination-settings.tsx';
import { MissingScopes } from './missing-scopes.tsx';
import { ReplaceKeyDialog } from './replace-key-dialog.tsx';

const LOOKS = {
  ACTIVE: { tone: 'good', icon: 'check', text: 'Delivering' },
  PAUSED: { tone: 'warn', icon: 'pause', text: 'Paused' },
  ERROR: { tone: 'bad', icon: 'cross', text: 'Key refused' },
} as const;

/** What the collector sends at most when a destination sets no limit of its own. */
const DEFAULT_PER_SECOND = 5;

export interface DestinationCardProps {
  destination: Destination;
  /** The one site whose events it gets; undefined: all sites. */
  site: Site | undefined;
  rate: RequestRate | undefined;
  onChange: () => void;
}

export function DestinationCard({ destination, site, rate, onChange }: DestinationCardProps) {
  const {
    id,
    account,
    status,
    error,
    missing_scopes,
    key_hint,
    requests_per_second = DEFAULT_PER_SECOND,
  } = destination;
  const [open, setOpen] = useState<'key' | 'delete' | undefined>();
  const [isBusy, setBusy] = useState(false);
  const isPaused = status === 'PAUSED';
  const name = account?.name ?? 'Klaviyo account';
  const setStatus = async (next: 'ACTIVE' | 'PAUSED'): Promise<void> => {
    setBusy(true);
    try {
      await request('PATCH', `/destinations/${id}`, { status: next });
      notify(next === 'PAUSED' ? 'Paused. New events wait.' : 'Resumed. What waited goes out now.');
    } catch (thrown) {
      notify(thrown instanceof Error ? thrown.message : String(thrown));
    }
    setBusy(false);
    onChange();
  };
  return (
    <Card title={`Klaviyo: ${name}`} actions={<Badge {...LOOKS[status]} />}>
      <div class="stack">
        {status === 'ERROR' && (
          <Banner
            tone="bad"
            action={
              <button type="button" class="button small" onClick={() => setOpen('key')}>
                Paste a new key
              </button>
            }
          >
            <strong>{error ?? 'Klaviyo refused the key.'}</strong> Nothing is lost: events wait and go out, in order,
            once a working key is in place.
          </Banner>
        )}
        <MissingScopes scopes={missing_scopes} />
        <dl class="facts">
          {account && (
            <>
              <dt>Account</dt>
              <dd>
                {[account.name, account.currency, account.timezone].filter(Boolean).join(', ')}
                {account.test && <span class="mark">test account</span>}
              </dd>
            </>
          )}
          <dt>Private key</dt>
          <dd class="mono">{key_hint}</dd>
          <dt>Events of</dt>
          <dd>{site?.name ?? 'all sites'}</dd>
          <dt>{LOOKS[status].text} since</dt>
          <dd>
            <Time at={destination.status_since} />
          </dd>
          <dt>Last success</dt>
          <dd>
            {destination.last_success_at === null ? 'none yet' : <Time at={destination.last_success_at} as="ago" />}
          </dd>
          <dt>Requests, last minute</dt>
          <dd>
            <RateGauge rate={rate} limit={requests_per_second} />
          </dd>
        </dl>
        <div class="row">
          {status !== 'ERROR' && (
            <button
              type="button"
              class="button"
              disabled={isBusy}
              onClick={() => void setStatus(isPaused ? 'ACTIVE' : 'PAUSED')}
            >
              {isPaused ? 'Resume' : 'Pause'}
            </button>
          )}
          <button type="button" class="button" onClick={() => setOpen('key')}>
            Replace key
          </button>
          <button type="button" class="button danger" onClick={() => setOpen('delete')}>
            Delete
          </button>
        </div>
        <DestinationSettings destination={destination} onChange={onChange} />
      </div>
      {open === 'key' && (
        <ReplaceKeyDialog destination={destination} onChange={onChange} onClose={() => setOpen(undefined)} />
      )}
      {open === 'delete' && (
        <Confirm
          title={`Delete ${name}?`}
          act="Delete this destination"
          onClose={() => setOpen(undefined)}
          onConfirm={async () => {
            await request('DELETE', `/destinations/${id}`);
            notify('Deleted');
            onChange();
          }}
        >
          <p>Its key, its rules and the record of what was delivered to it are removed, and nothing more is sent.</p>
          <p>Events themselves are kept. To stop for a while, pause it instead.</p>
        </Confirm>
      )}
    </Card>
  );
}

function RateGauge({ rate, limit }: { rate: RequestRate | undefined; limit: number }) {
  const { last_minute = 0, most_in_a_second = 0 } = rate ?? {};
  return (
    <span class="row">
      <meter min={0} max={limit} value={most_in_a_second} aria-label="Busiest second of the last minute" />
      <span class="numeric">
        {countOf(last_minute, 'request')}; busiest second {most_in_a_second} of {limit} allowed
      </span>
    </span>
  );
}
