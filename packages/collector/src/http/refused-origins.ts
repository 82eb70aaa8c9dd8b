import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';

/** The place among the settings. */
const SETTING = 'refused_origins';
/** Of each site the newest are kept. */
const MOST_OF_A_SITE = 10;
const LONGEST_ORIGIN = 200;
const MOST_UNWRITTEN = 100;
/** A flood of refusals is written this often at most. */
const WRITE_EVERY_MS = 10_000;

const refusedSchema = z.array(z.object({ site_id: z.string(), origin: z.string(), last_at: z.number() }));
export type RefusedOrigin = z.output<typeof refusedSchema>[number];

export interface RefusedOrigins {
  /** Notes that pages of this origin wanted to send for the site and may not. */
  note(siteId: string, origin: string): void;
  /** The newest ten of each site that still may not send, newest first. */
  read(): Promise<RefusedOrigin[]>;
}

/** Remembers from where a tag was refused, so that its owner can see what to allow. Origins alone, no addresses. */
export function createRefusedOrigins({ store, clock, log }: { store: Store; clock: Clock; log: Log }): RefusedOrigins {
  const unwritten = new Map<string, RefusedOrigin>();
  let writeAt = 0;
  let writing = false;

  const stored = async (): Promise<RefusedOrigin[]> => {
    const setting = await store.setting(SETTING);
    return setting === null ? [] : refusedSchema.parse(JSON.parse(setting));
  };
  const read = async (): Promise<RefusedOrigin[]> => merge([...unwritten.values(), ...(await stored())], store);
  const write = async (): Promise<void> => {
    writeAt = clock.now() + WRITE_EVERY_MS;
    const written = [...unwritten];
    await store.setSetting(SETTING, JSON.stringify(await read()));
    for (const [key, one] of written) if (unwritten.get(key) === one) unwritten.delete(key);
  };

  return {
    read,
    note: (siteId, origin) => {
      if (origin.length > LONGEST_ORIGIN) return;
      const key = `${siteId} ${origin}`;
      if (unwritten.size >= MOST_UNWRITTEN && !unwritten.has(key))
        unwritten.delete(unwritten.keys().next().value ?? '');
      unwritten.set(key, { site_id: siteId, origin, last_at: clock.now() });
      if (writing || clock.now() < writeAt) return;
      writing = true;
      write()
        .catch((error: unknown) => log.warn('refused origins could not be noted', { error }))
        .finally(() => {
          writing = false;
        });
    },
  };
}

/** Without sites that are gone and origins that were allowed since. */
function merge(all: readonly RefusedOrigin[], store: Store): RefusedOrigin[] {
  const newest = all.toSorted((a, b) => b.last_at - a.last_at);
  return store.configuration().sites.flatMap(({ id, origins }) => {
    const own = newest.filter(({ site_id, origin }) => site_id === id && !origins.includes(origin));
    return [...new Map(own.toReversed().map((each) => [each.origin, each])).values()]
      .toSorted((a, b) => b.last_at - a.last_at)
      .slice(0, MOST_OF_A_SITE);
  });
}
