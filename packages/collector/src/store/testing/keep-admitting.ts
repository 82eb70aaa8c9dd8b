import { openSqliteStore } from '../sqlite/sqlite-store.ts';
import { NOON, queued, sampleDestination, sampleSite } from './sample-records.ts';

/** A process of its own that stores batches in the file named by its argument, and prints each id once it is stored. */
const [, , path] = process.argv;
if (path === undefined) throw new Error('Expected the path of a database');
const store = openSqliteStore({ path, now: NOON });
await store.createSite(sampleSite());
await store.createDestination(sampleDestination(), []);
for (let round = 0; ; round++) {
  const batches = Array.from({ length: 20 }, async (_, index) => {
    const id = `${round}-${index}`;
    await store.admit({
      site: sampleSite(),
      visitorIds: [],
      receivedAt: NOON,
      decide: () => ({ events: [queued(id)], visitors: [] }),
    });
    process.stdout.write(`${id}\n`);
  });
  await Promise.all(batches);
}
