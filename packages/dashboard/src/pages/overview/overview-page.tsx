import { request } from '../../api/request.ts';
import type { Destination, Site, Stats } from '../../api/shapes.ts';
import { useResource } from '../../state/use-resource.ts';
import { Banner } from '../../ui/banner.tsx';
import { Card } from '../../ui/card.tsx';
import { EmailToggle } from '../../ui/email.tsx';
import { lazy } from '../../ui/lazy.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Page } from '../../ui/page.tsx';
import { describeState } from './describe-state.ts';
import { LatestEvents } from './latest-events.tsx';
import { Numbers } from './numbers.tsx';
import { Waiting } from './waiting.tsx';
import { WhyNot } from './why-not.tsx';

const REFRESH_MS = 15_000;
/** The day before changes slowly. */
const YESTERDAY_MS = 300_000;

const HourChart = lazy(async () => (await import('./hour-chart.tsx')).HourChart);

interface Overview {
  destinations: Destination[];
  sites: Site[];
  stats: Stats;
}

async function load(): Promise<Overview> {
  const [destinations, sites, stats] = await Promise.all([
    request<Destination[]>('GET', '/destinations'),
    request<Site[]>('GET', '/sites'),
    request<Stats>('GET', '/stats?hours=24'),
  ]);
  return { destinations, sites, stats };
}

/** How forwarding is doing, on one page. */
export function OverviewPage() {
  const overview = useResource('overview', load, { everyMs: REFRESH_MS });
  const yesterday = useResource('yesterday', () => request<Stats>('GET', '/stats?hours=24&ago_hours=24'), {
    everyMs: YESTERDAY_MS,
  });
  return (
    <Page title="Overview" actions={<EmailToggle />}>
      <Loaded resource={overview}>
        {({ destinations, sites, stats }) => (
          <>
            {describeState({ destinations, sites, stats, now: new Date() }).map((line) => (
              <Banner
                key={line.text}
                tone={line.tone}
                action={
                  line.action && (
                    <a class="button small" href={line.action.href}>
                      {line.action.label}
                    </a>
                  )
                }
              >
                <strong>{line.subject}</strong> {line.text}
              </Banner>
            ))}
            <Numbers stats={stats} yesterday={yesterday.data} />
            <Card title="Deliveries by hour">
              <HourChart hours={stats.by_hour} />
            </Card>
            <div class="columns">
              <WhyNot stats={stats} />
              <Waiting stats={stats} />
            </div>
          </>
        )}
      </Loaded>
      <LatestEvents onChange={() => void overview.reload()} />
    </Page>
  );
}
