import { useState } from 'preact/hooks';
import { request } from '../../api/request.ts';
import type { Destination, RequestRate, Site } from '../../api/shapes.ts';
import { route } from '../../state/route.ts';
import { useResource } from '../../state/use-resource.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Page } from '../../ui/page.tsx';
import { ConnectDialog } from './connect-dialog.tsx';
import { DestinationCard } from './destination-card.tsx';

const REFRESH_MS = 3_000;

interface Destinations {
  destinations: Destination[];
  rates: RequestRate[];
  sites: Site[];
}

async function load(): Promise<Destinations> {
  const [destinations, rates, sites] = await Promise.all([
    request<Destination[]>('GET', '/destinations'),
    request<RequestRate[]>('GET', '/request-rate'),
    request<Site[]>('GET', '/sites'),
  ]);
  return { destinations, rates, sites };
}

/** Where events go: accounts, their keys and how they are doing. */
export function DestinationsPage() {
  const resource = useResource('destinations', load, { everyMs: REFRESH_MS });
  const [isConnecting, setConnecting] = useState(route.value.query.has('connect'));
  const connect = (
    <button type="button" class="button primary" onClick={() => setConnecting(true)}>
      <Icon name="plus" />
      New destination
    </button>
  );
  return (
    <Page title="Destinations" lead="The accounts that your events are forwarded to." actions={connect}>
      <Loaded resource={resource}>
        {({ destinations, rates, sites }) =>
          destinations.length === 0 ? (
            <Card flush>
              <Empty icon="destinations" title="Nothing is connected yet">
                <p>Events are kept safe meanwhile. Connect Klaviyo with a private key; it takes two minutes.</p>
                <button type="button" class="button primary" onClick={() => setConnecting(true)}>
                  Connect Klaviyo
                </button>
              </Empty>
            </Card>
          ) : (
            destinations.map((destination) => (
              <DestinationCard
                key={destination.id}
                destination={destination}
                site={sites.find((site) => site.id === destination.site_id)}
                rate={rates.find((rate) => rate.destination_id === destination.id)}
                onChange={() => void resource.reload()}
              />
            ))
          )
        }
      </Loaded>
      {isConnecting && (
        <ConnectDialog
          sites={resource.data?.sites ?? []}
          onConnected={() => void resource.reload()}
          onClose={() => setConnecting(false)}
        />
      )}
    </Page>
  );
}
