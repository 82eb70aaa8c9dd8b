import type { Destination, Site, Stats } from '../../api/shapes.ts';
import { countOf } from '../../format/number.ts';
import { formatSpan } from '../../format/time.ts';
import type { Tone } from '../../ui/banner.tsx';

export interface StateLine {
  tone: Tone;
  /** Whom or what it is about. */
  subject: string;
  text: string;
  action?: { label: string; href: string };
}

/** Waiting longer than this is worth a word. */
const SLOW_S = 300;

export interface StateInput {
  destinations: Destination[];
  sites: Site[];
  stats: Stats;
  now: Date;
}

/** The truth about forwarding, one line a destination, worst first; what is missing when there is none. */
export function describeState({ destinations, sites, stats, now }: StateInput): StateLine[] {
  if (destinations.length === 0) {
    return [
      {
        tone: 'warn',
        subject: 'Klaviyo',
        text: `is not connected. ${stats.received > 0 ? `${countOf(stats.received, 'event')} came in and went nowhere.` : 'Events are kept, but go nowhere yet.'}`,
        action: { label: 'Connect Klaviyo', href: '/destinations' },
      },
    ];
  }
  const lines = destinations.map((destination) => describe(destination, { stats, now }));
  if (sites.length === 0) {
    lines.push({
      tone: 'warn',
      subject: 'No site',
      text: 'may send events yet. Make one to get the snippet for your store.',
      action: { label: 'Make a site', href: '/settings' },
    });
  }
  const order: Tone[] = ['bad', 'warn', 'info', 'good', 'idle'];
  return lines.toSorted((a, b) => order.indexOf(a.tone) - order.indexOf(b.tone));
}

function describe(destination: Destination, { stats, now }: { stats: Stats; now: Date }): StateLine {
  const { account, status, status_since, error } = destination;
  const name = account ? [account.name, account.currency].filter(Boolean).join(', ') : `key ${destination.key_hint}`;
  const since = formatSpan(now.getTime() - Date.parse(status_since));
  const waiting = heldBy(stats, status === 'ERROR' ? 'destination_error' : 'destination_paused');
  const wait =
    waiting === 0 ? 'Nothing waits yet.' : `${countOf(waiting, 'event')} ${waiting === 1 ? 'waits' : 'wait'}.`;
  if (status === 'ERROR') {
    return {
      tone: 'bad',
      subject: 'Klaviyo',
      text: `refused the key of ${name} ${since} ago. ${wait} ${error ?? ''}`.trim(),
      action: { label: 'Paste a new key', href: '/destinations' },
    };
  }
  if (status === 'PAUSED') {
    return {
      tone: 'warn',
      subject: 'Klaviyo:',
      text: `${name}, paused for ${since}. ${wait}`,
      action: { label: 'Resume', href: '/destinations' },
    };
  }
  const { oldest_waiting_s, queue_depth } = stats;
  if (oldest_waiting_s !== null && oldest_waiting_s > SLOW_S) {
    return {
      tone: 'warn',
      subject: 'Klaviyo:',
      text: `${name}, behind by ${formatSpan(oldest_waiting_s * 1_000)}. ${countOf(queue_depth, ['delivery waits', 'deliveries wait'])} to be sent, and will go out without your help.`,
      action: { label: 'See what waits', href: '/events?status=retrying' },
    };
  }
  return { tone: 'good', subject: 'Klaviyo:', text: `${name}, delivering` };
}

function heldBy(stats: Stats, reason: string): number {
  return stats.by_reason.filter((each) => each.reason === reason).reduce((sum, each) => sum + each.count, 0);
}
