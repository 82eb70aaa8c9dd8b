import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { startTestCollector, SITE_KEY, type TestCollector } from '../testing/test-collector.ts';

interface TagStatus {
  refused: { site_id: string; origin: string; last_at: string }[];
}

async function setUp() {
  let skippedMs = 0;
  const collector = await startTestCollector({ clock: { ...systemClock, now: () => Date.now() + skippedMs } });
  onTestFinished(() => collector.remove());
  const [site] = await collector.api<{ id: string; origins: string[] }[]>('GET', '/sites');
  if (!site) throw new Error('Expected the collector to have its site');
  return {
    collector,
    site,
    skip: (ms: number) => {
      skippedMs += ms;
    },
  };
}

/** The status of what a page of this origin gets. */
async function sendFrom({ url }: TestCollector, origin: string): Promise<number> {
  const body = JSON.stringify({ key: SITE_KEY, events: [] });
  return (await fetch(`${url}/v1/e`, { method: 'POST', headers: { origin }, body })).status;
}

const refusedBy = async ({ api }: TestCollector): Promise<TagStatus['refused']> =>
  (await api<TagStatus>('GET', '/tag-status')).refused;

test('an origin that may not send is told to the owner until it is allowed', async () => {
  const { collector, site } = await setUp();
  expect(await refusedBy(collector)).toEqual([]);
  expect(await sendFrom(collector, 'https://www.shop.test')).toBe(403);
  expect(await refusedBy(collector)).toEqual([
    { site_id: site.id, origin: 'https://www.shop.test', last_at: expect.stringMatching(/^2.*Z$/) },
  ]);
  await collector.api('PATCH', `/sites/${site.id}`, { origins: [...site.origins, 'https://www.shop.test'] });
  expect(await refusedBy(collector)).toEqual([]);
});

test('of many refused origins the newest ten of a site are kept, once each', async () => {
  const { collector, skip } = await setUp();
  for (let index = 0; index < 15; index++) {
    skip(1_000);
    expect(await sendFrom(collector, `https://shop-${index}.test`)).toBe(403);
  }
  skip(1_000);
  expect(await sendFrom(collector, 'https://shop-9.test')).toBe(403);
  expect(await sendFrom(collector, `https://${'x'.repeat(300)}.test`)).toBe(403);
  const origins = (await refusedBy(collector)).map(({ origin }) => origin);
  expect(origins).toEqual([9, 14, 13, 12, 11, 10, 8, 7, 6, 5].map((index) => `https://shop-${index}.test`));
});

test('a restart forgets no refused origin', async () => {
  const { collector } = await setUp();
  expect(await sendFrom(collector, 'https://old.test')).toBe(403);
  await expect.poll(async () => collector.api('GET', '/tag-status')).toMatchObject({ refused: [{}] });
  await collector.stop();
  const next = await startTestCollector({ dataDir: collector.dataDir });
  onTestFinished(() => next.stop());
  expect((await refusedBy(next)).map(({ origin }) => origin)).toEqual(['https://old.test']);
});
