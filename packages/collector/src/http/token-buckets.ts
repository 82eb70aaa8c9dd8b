import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';

/** Buckets remembered; about 150 bytes each. One that was forgotten is full again. */
const MOST_BUCKETS = 50_000;

export interface TokenBuckets {
  /** Takes one token of the key's bucket: 0 when there was one, else the milliseconds until there is. */
  take(key: string): number;
}

/** One bucket a key, of `burst` tokens, refilled with `perSecond`. 0 a second: no limit. */
export function createTokenBuckets(options: { perSecond: number; burst: number; clock: Clock }): TokenBuckets {
  const { perSecond, burst, clock } = options;
  const buckets = new LRUCache<string, { tokens: number; at: number }>({ max: MOST_BUCKETS });
  return {
    take: (key) => {
      if (perSecond === 0) return 0;
      const now = clock.now();
      const bucket = buckets.get(key) ?? { tokens: burst, at: now };
      bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1_000) * perSecond);
      bucket.at = now;
      buckets.set(key, bucket);
      if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) / perSecond) * 1_000);
      bucket.tokens -= 1;
      return 0;
    },
  };
}
