import { awaitLease } from '../await-lease.ts';
import type { Clock } from '../clock.ts';
import type { Lease, Store } from '../store/store.ts';
import { wantedLease } from '../store/wanted-lease.ts';

/** What this collector has of one key's lease. */
interface Shared {
  lease: Lease;
  /** By the clock, when the last holder's requests no longer count. */
  quietUntil: number;
  users: number;
}

/**
 * The right to send with a key: one collector has it at a time, and all that it sends with the key shares it, for
 * they share the key's limiter too. Keys are named by a hash of theirs.
 */
export class KeyLeases {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #taken = new Map<string, Promise<Shared | null>>();

  constructor({ store, clock }: { store: Store; clock: Clock }) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Resolves to null while another collector has it, or waits for it. */
  async hold(key: string): Promise<Lease | null> {
    const name = `key:${key}`;
    const known = this.#taken.get(name);
    const taking = known ?? this.#take(name);
    const shared = await taking;
    if (!shared || this.#taken.get(name) !== taking || (known && !shared.lease.isHeld())) return null;
    shared.users++;
    let released = false;
    return {
      token: shared.lease.token,
      quietMs: Math.max(0, shared.quietUntil - this.#clock.now()),
      isHeld: () => !released && shared.lease.isHeld(),
      release: async () => {
        if (released) return;
        released = true;
        shared.users--;
        if (shared.users > 0) return;
        this.#taken.delete(name);
        await shared.lease.release();
      },
    };
  }

  /** Resolves to it once whoever has it has ended what is under way and let go: seconds, or the time of one request. */
  async ask(key: string): Promise<Lease> {
    const hold = (): Promise<Lease | null> => this.hold(key);
    const free = await hold();
    if (free) return free;
    const clock = this.#clock;
    const name = wantedLease(`key:${key}`);
    const wanted = await awaitLease({ hold: () => this.#store.holdLease(name, clock.now()), clock });
    try {
      return await awaitLease({ hold, clock });
    } finally {
      await wanted.release();
    }
  }

  #take(name: string): Promise<Shared | null> {
    const taking = this.#store.holdLease(name, this.#clock.now()).then((lease) => {
      if (!lease) {
        this.#taken.delete(name);
        return null;
      }
      return { lease, quietUntil: this.#clock.now() + lease.quietMs, users: 0 };
    });
    this.#taken.set(name, taking);
    taking.catch(() => this.#taken.delete(name));
    return taking;
  }
}
