import { expect, test } from 'vitest';
import type { Destination, Site, Stats } from '../../api/shapes.ts';
import { describeState } from './describe-state.ts';

const now = new Date('2026-11-23T10:00:00Z');
const sites = [{ id: 's' } as Site];
const calm = { received: 0, by_reason: [], oldest_waiting_s: null, queue_depth: 0 } as unknown as Stats;

function destination(changes: Partial<Destination>): Destination {
  return {
    status: 'ACTIVE',
    status_since: '2026-11-23T09:48:00Z',
    error: null,
    key_hint: '…cdef',
    account: { id: 'a', name: 'Acme Inc.', currency: 'EUR', timezone: 'Europe/Berlin', test: false },
    ...changes,
  } as Destination;
}

test('a destination that delivers is told with its account and currency', () => {
  const [line] = describeState({ destinations: [destination({})], sites, stats: calm, now });
  expect(line).toEqual({ tone: 'good', subject: 'Klaviyo:', text: 'Acme Inc., EUR, delivering' });
});

test('a refused key is told with since when, what waits and what to do, and comes before what works', () => {
  const stats = {
    ...calm,
    by_reason: [{ status: 'held', reason: 'destination_error', reason_text: '', count: 43 }],
  } as Stats;
  const lines = describeState({
    destinations: [destination({}), destination({ status: 'ERROR', error: 'Klaviyo does not know this key.' })],
    sites,
    stats,
    now,
  });
  expect(lines.map(({ tone }) => tone)).toEqual(['bad', 'good']);
  expect(lines[0]?.text).toBe(
    'refused the key of Acme Inc., EUR 12 minutes ago. 43 events wait. Klaviyo does not know this key.',
  );
  expect(lines[0]?.action?.label).toBe('Paste a new key');
});

test('a destination that falls behind is told before it looks well', () => {
  const stats = { ...calm, oldest_waiting_s: 900, queue_depth: 7 };
  const [line] = describeState({ destinations: [destination({})], sites, stats, now });
  expect(line?.tone).toBe('warn');
  expect(line?.text).toContain('behind by 15 minutes. 7 deliveries wait to be sent');
});

test('without a destination the events that went nowhere are counted', () => {
  const [line] = describeState({ destinations: [], sites, stats: { ...calm, received: 12 }, now });
  expect(line?.text).toBe('is not connected. 12 events came in and went nowhere.');
});

test('an account whose name may not be read is told by the end of its key', () => {
  const [line] = describeState({
    destinations: [destination({ account: null, status: 'PAUSED' })],
    sites,
    stats: calm,
    now,
  });
  expect(line?.text).toBe('key …cdef, paused for 12 minutes. Nothing waits yet.');
});
