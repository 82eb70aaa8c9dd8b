import { read, storedKeys, write } from './storage.ts';

/** What waits to be delivered, each part as JSON: the context it happened in, then an event or an identity or both. */
export type QueueItem = [context: string, event: string, identity: string];

/**
 * Each page keeps its own list, `_scout_q.<page id>`: a lease (ms) and the parts of the items, a line each. JSON has no
 * line breaks, and a page's own `toJSON` cannot reach into this.
 */
const PREFIX = '_scout_q.';
/** For this long the list is its page's own; after it, or when the page has gone, the next page takes it over. */
const LEASE_MS = 60_000;
const MOST_ITEMS = 300;
/** In UTF-16 units: at most 3 bytes each, so that a batch stays under the 64 KiB that the collector takes. */
const BATCH_LENGTH = 16_000;

/** Items in order; each stays, in storage too, until its delivery is settled. */
export function createQueue(pageId: string) {
  const ownKey = PREFIX + pageId;
  let items: QueueItem[] = [];
  let underWay: QueueItem[] = [];
  /** The items that storage holds. */
  let saved: QueueItem[] = [];

  const without = (some: QueueItem[], gone: QueueItem[]) => some.filter((item) => !gone.includes(item));

  return {
    /** False when the queue was full and its oldest item was given up. */
    _push(item: QueueItem): boolean {
      return items.push(item) <= MOST_ITEMS || !items.shift();
    },

    /** The next items that share a context and at most one identity; they are under way until settled. */
    _next(): QueueItem[] {
      const batch: QueueItem[] = [];
      let length = 0;
      let sharedIdentity = '';
      for (const item of without(items, underWay)) {
        const [context, event, identity] = item;
        length += event.length;
        sharedIdentity ||= identity;
        const [first] = batch;
        if (first && (context !== first[0] || (identity && identity !== sharedIdentity) || length > BATCH_LENGTH))
          break;
        batch.push(item);
      }
      underWay.push(...batch);
      return batch;
    },

    /** Delivered or refused for good (`isDone`), the batch waits no longer; otherwise it is up again. */
    _settle(batch: QueueItem[], isDone: boolean | void) {
      underWay = without(underWay, batch);
      if (isDone) items = without(items, batch);
    },

    /**
     * Takes over what pages that have gone left behind and stores all that waits; `isGone` leaves it to the next page.
     * What another page took over is given up first.
     */
    _save(isGone?: boolean) {
      forEachList((key) => {
        if (key === ownKey) return false;
        const [lease, ...left] = read(key).split('\n');
        const leftMs = (lease as unknown as number) - Date.now();
        if (leftMs >= 0 && leftMs <= LEASE_MS) return false;
        while (left.length > 2) items.unshift(left.splice(-3) as QueueItem);
        return true;
      });
      if (saved[0] && !read(ownKey)) items = without(items, saved);
      saved = [...items];
      write(ownKey, items[0] && [isGone ? 0 : Date.now() + LEASE_MS, ...items.flat()].join('\n'));
    },

    /** Gives up everything, of other pages too. */
    _clear() {
      items = [];
      forEachList(() => true);
    },
  };
}

/** Removes each list for which `isDone` says so. */
function forEachList(isDone: (key: string) => boolean) {
  for (const key of storedKeys()) if (key.startsWith(PREFIX) && isDone(key)) write(key);
}

export type Queue = ReturnType<typeof createQueue>;
