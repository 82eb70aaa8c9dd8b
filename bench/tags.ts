import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { chromium } from 'playwright';
import { findChromium } from '../scripts/chromium.ts';
import { bundlePeers } from './peers/bundle-peers.ts';
import { timeTag, type TagTimes } from './peers/time-tag.ts';
import { type LoadCounts, watchLoad } from './peers/watch-load.ts';

const FEWEST_ROUNDS = 5;
const MOST_ROUNDS = 11;
/** After so long no further round begins, the fewest given. */
const ROUNDS_WITHIN_MS = 60_000;
/** What runs in a browser; `--host-resolver-rules` keeps everything that is not this machine out of reach. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  // Several tags do nothing in a browser that says it is driven or headless.
  '--disable-blink-features=AutomationControlled',
  '--user-agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
];

export type TagRow = { tag: string; brotli_bytes: number } & TagTimes & LoadCounts;
type Ratios = { brotli_bytes: number } & TagTimes;

export interface TagResults {
  /** Times are medians, less what an empty script costs by the same clocks. */
  tags: TagRow[];
  empty_script: TagTimes;
  /** Each peer's numbers as multiples of Scout's. */
  times_scout: ({ tag: string } & Ratios)[];
  /** Scout's numbers as multiples of the best that any peer has, number by number. */
  scout_of_best_peer: Ratios;
}

/** The tag that is built in packages/sdk beside its published peers, in the same run. */
export async function measureTags(): Promise<TagResults> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('The tags need a Chromium: install one or set CHROMIUM_PATH');
  const code = readFileSync(new URL('../packages/sdk/dist/scout.js', import.meta.url), 'utf8');
  const tags = [{ name: 'scout', code }, ...(await bundlePeers())];
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    const loads: (() => Promise<LoadCounts>)[] = [];
    // One after the other until the paint: a crowd would delay each other's.
    for (const tag of tags) loads.push(await watchLoad(browser, tag));
    const counts = await Promise.all(loads.map((count) => count()));
    const times = tags.map((): TagTimes[] => []);
    const empty: TagTimes[] = [];
    // Turn about: whatever else the machine does slows a round, not a tag.
    const until = performance.now() + ROUNDS_WITHIN_MS;
    while (empty.length < FEWEST_ROUNDS || (empty.length < MOST_ROUNDS && performance.now() < until)) {
      empty.push(await timeTag(browser, 'window.track = () => {}'));
      for (const [index, tag] of tags.entries()) times[index]?.push(await timeTag(browser, tag.code));
    }
    const emptyScript = medians(empty);
    const rows = tags.map((tag, index) => ({
      tag: tag.name,
      brotli_bytes: brotliCompressSync(tag.code).length,
      ...each((name) => round(medians(times[index] ?? [])[name] - emptyScript[name])),
      ...(counts[index] as LoadCounts),
    }));
    return { tags: rows, empty_script: emptyScript, ...compare(rows) };
  } finally {
    await browser.close();
  }
}

function compare([scout, ...peers]: TagRow[]): Pick<TagResults, 'times_scout' | 'scout_of_best_peer'> {
  if (scout === undefined) throw new Error('Expected Scout as the first tag');
  const ratios = (ratio: (name: keyof Ratios) => number): Ratios => ({
    brotli_bytes: ratio('brotli_bytes'),
    ...each(ratio),
  });
  return {
    times_scout: peers.map((peer) => ({ tag: peer.tag, ...ratios((name) => round(peer[name] / scout[name])) })),
    scout_of_best_peer: ratios((name) => round(scout[name] / Math.min(...peers.map((peer) => peer[name])))),
  };
}

function medians(times: TagTimes[]): TagTimes {
  return each((name) => {
    const sorted = times.map((time) => time[name]).toSorted((a, b) => a - b);
    return round(sorted[sorted.length >> 1] ?? Number.NaN);
  });
}

function each(number: (name: keyof TagTimes) => number): TagTimes {
  return {
    init_ms: number('init_ms'),
    main_thread_ms: number('main_thread_ms'),
    first_track_ms: number('first_track_ms'),
    track_ms: number('track_ms'),
  };
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
