import { randomUUID } from 'node:crypto';
import type { LogFilter } from '@scout/collector/store/log-views.ts';
import type { NewEvent, Store } from '@scout/collector/store/store.ts';
import { queued, sampleSite } from '@scout/collector/store/testing/sample-records.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PAGE = 50;

/** What each question costs, in ms: the median of several times, of those that change something one time only where it says so. */
export async function measureStore(
  store: Store,
  { events, until, days }: { events: number; until: number; days: number },
): Promise<Map<string, number>> {
  const results = new Map<string, number>();
  const measure = async (name: string, ask: (round: number) => Promise<unknown>, rounds = 7): Promise<void> => {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const before = performance.now();
      await ask(round);
      times.push(performance.now() - before);
    }
    const ms = times.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
    results.set(name, ms);
    process.stderr.write(`${name}: ${ms.toFixed(1)} ms (worst ${Math.max(...times).toFixed(1)})\n`);
  };
  const now = until + 1_000;
  const middle = Math.floor(events / 2);
  const log = (filter: LogFilter, before?: number) => () =>
    store.log(filter, { limit: PAGE, ...(before === undefined ? {} : { before }) });
  const one = (await store.log({ name: 'Purchase' }, { limit: PAGE, before: middle })).events.find(
    (view) => view.email !== null,
  );
  if (!one?.email) throw new Error('Expected an order with an address in the middle of the log');
  const claim = (limit: number) => store.claim({ destinationId: 'klaviyo', now, limit, exclude: [] });

  await measure('claim of 1,000', () => claim(1_000));
  await measure('next due', () => store.nextDueAt('klaviyo', []));

  await measure('log: newest', log({}));
  await measure('log: in the middle', log({}, middle));
  await measure('log: status delivered', log({ status: 'delivered' }));
  await measure('log: status delivered, in the middle', log({ status: 'delivered' }, middle));
  await measure('log: status failed', log({ status: 'failed' }));
  await measure('log: status retrying (none)', log({ status: 'retrying' }));
  await measure('log: status held, in the middle (none)', log({ status: 'held' }, middle));
  await measure('log: failed and of one name', log({ status: 'failed', name: 'Purchase' }));
  await measure('log: reason, common', log({ reason: 'no_rule' }));
  await measure('log: reason, rare', log({ reason: 'rule_disabled' }));
  await measure('log: reason, none', log({ reason: 'forgotten' }));
  await measure('log: destination', log({ destination_id: 'klaviyo' }));
  await measure('log: destination without any', log({ destination_id: 'idle' }));
  await measure('log: name', log({ name: 'Purchase' }));
  await measure('log: name, in the middle', log({ name: 'Purchase' }, middle));
  await measure('log: name without any', log({ name: 'Unheard' }));
  await measure('log: email', log({ email: one.email }));
  await measure('log: status and email', log({ email: one.email, status: 'delivered' }));
  await measure('log: site', log({ site_id: 'shop' }));
  await measure('log: site of few events', log({ site_id: 'small' }));
  await measure('log: test events', log({ test: true }));
  await measure(
    'log: one hour in the middle',
    log({ from: until - (days / 2) * DAY_MS, until: until - (days / 2) * DAY_MS + HOUR_MS }),
  );
  await measure('log: before the first', log({ until: until - (days - 1) * DAY_MS }));
  await measure(
    'log: one name, one hour in the middle',
    log({ name: 'Purchase', from: until - (days / 2) * DAY_MS, until: until - (days / 2) * DAY_MS + HOUR_MS }),
  );

  await measure('q: event id', log({ q: one.event.id }));
  await measure('q: order id', log({ q: one.event.order_id ?? '' }));
  await measure('q: whole email', log({ q: one.email }));
  await measure('q: part of an email, few', log({ q: one.email.slice(3, 12) }));
  await measure('q: part of an email, very many', log({ q: '@mail7.example' }));
  await measure('q: two letters', log({ q: 'ai' }));
  await measure('q: nothing', log({ q: 'nobody@nowhere' }));

  await measure('event by id', () => store.logEntry(one.event.id));
  await measure('delivery by number', () => store.findDelivery(one.deliveries[0]?.id ?? 0));
  await measure('person', () => store.person(one.email ?? ''));
  await measure('heard', () => store.heard());
  await measure('milestones', () => store.milestones());
  await measure('stats: queue alone', () => store.stats({ since: now, now }), 5);
  await measure('stats: 24 hours', () => store.stats({ since: now - DAY_MS, now }), 3);
  await measure('stats: 24 hours of a site', () => store.stats({ since: now - DAY_MS, now, siteId: 'shop' }), 1);
  await measure('stats: 720 hours', () => store.stats({ since: now - 30 * DAY_MS, now }), 1);
  await measure('routes: 7 days', () => store.routeCounts({ since: now - 7 * DAY_MS }), 1);

  const site = sampleSite();
  const run = randomUUID();
  const body = one.event;
  const batch = (round: number, visitorId: string): NewEvent[] =>
    Array.from({ length: 10 }, (_, index) => ({
      ...queued('x'),
      event: { ...body, id: `e${now}-${run}-${round}-${index}`, context: { ...body.context, visitor_id: visitorId } },
    }));
  await measure(
    'admit of 10 events',
    (round) =>
      store.admit({
        site,
        visitorIds: [`v${round}`],
        receivedAt: now,
        decide: () => ({ events: batch(round, `v${round}`), visitors: [] }),
      }),
    101,
  );
  await measure(
    'admit of 10 events that tells who a visitor is',
    (round) =>
      store.admit({
        site,
        visitorIds: [`v${round + 1_000}`],
        receivedAt: now,
        decide: (known) => ({
          events: batch(round + 1_000, `v${round + 1_000}`),
          visitors: [...known.values()].map((visitor) => ({ ...visitor, updated_at: now })),
        }),
      }),
    101,
  );
  await measure(
    'admit of 200 such batches at once',
    async (round) => {
      const batches = Array.from({ length: 200 }, (_, index) => 10_000 + round * 200 + index);
      await Promise.all(
        batches.map((number) =>
          store.admit({
            site,
            visitorIds: [`v${number}`],
            receivedAt: now,
            decide: (known) => ({ events: batch(number, `v${number}`), visitors: [...known.values()] }),
          }),
        ),
      );
    },
    11,
  );
  const lease = await store.holdLease('klaviyo', now);
  if (!lease) throw new Error('Expected the lease to be free');
  let due = await claim(7_000);
  await measure(
    'begin and settle of 1,000',
    async () => {
      const sent = due.slice(0, 1_000);
      due = due.slice(1_000);
      const attemptId = await store.beginAttempt({
        lease,
        destinationId: 'klaviyo',
        deliveryIds: sent.map((delivery) => delivery.id),
        method: 'POST',
        path: '/api/event-bulk-create-jobs',
        body: '{}',
        startedAt: now,
      });
      await store.settle({
        end: { attemptId, status: 202, answer: '', latencyMs: 50, finishedAt: now },
        fates: new Map(sent.map((delivery) => [delivery.id, { kind: 'delivered' }])),
        now,
      });
    },
    7,
  );
  await lease.release();
  await measure(
    'sweep with nothing to remove',
    () => store.sweep({ now, retentionMs: (days + 1) * DAY_MS, holdMs: () => 8 * DAY_MS }),
    3,
  );
  await measure(
    'sweep of one day',
    () => store.sweep({ now, retentionMs: (days - 1) * DAY_MS, holdMs: () => 8 * DAY_MS }),
    1,
  );
  await measure('claim of 1,000 after the sweep', () => claim(1_000));
  return results;
}
