import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Lease, Store } from '../store/store.ts';
import type { DestinationRecord } from '../store/configuration.ts';
import type { Lane } from './lane.ts';
import type { Limiter } from './limiter.ts';

export interface OpenLane {
  lane: Lane;
  limiter: Limiter;
}

export interface LaneKeeperOptions {
  destinationId: string;
  store: Store;
  clock: Clock;
  log: Log;
  /** Makes the lane, or undefined when the destination cannot be used as it stands. */
  open: (record: DestinationRecord, lease: Lease) => OpenLane | undefined;
}

/**
 * Keeps one destination's lane in line with its record: there is a lane while it is wanted and this collector
 * holds the lease, and never two at a time.
 */
export class LaneKeeper {
  readonly #options: LaneKeeperOptions;
  #wanted: DestinationRecord | undefined;
  #lease: Lease | undefined;
  #open: OpenLane | undefined;
  /** What the lane was made of. */
  #made = '';
  #asked = false;
  #working: Promise<void> | undefined;
  #stumbled = false;

  constructor(options: LaneKeeperOptions) {
    this.#options = options;
  }

  /** Opens, replaces or closes the lane, as far as that is needed now. Undefined: there should be none. */
  want(record: DestinationRecord | undefined): void {
    this.#wanted = record;
    this.#asked = true;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  /** The limiter of the lane; undefined while there is none. */
  get limiter(): Limiter | undefined {
    return this.#open?.limiter;
  }

  /** Something may be due. */
  wake(): void {
    this.#open?.lane.wake();
  }

  /** Resolves when what is under way has been settled and the lease is free. */
  async stop(): Promise<void> {
    this.want(undefined);
    await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#asked) {
      this.#asked = false;
      try {
        await this.#arrange(this.#wanted);
        this.#stumbled = false;
      } catch (error) {
        // Every refresh tries again; one line an outage is enough.
        if (!this.#stumbled) {
          this.#options.log.warn('the lease of a destination could not be settled and is tried again', {
            destination: this.#options.destinationId,
            error,
          });
        }
        this.#stumbled = true;
      }
    }
  }

  async #arrange(record: DestinationRecord | undefined): Promise<void> {
    const { store, clock, destinationId, open } = this.#options;
    const isMine = this.#lease?.isHeld() ?? false;
    if (!record || !isMine || fingerprint(record) !== this.#made) {
      await this.#open?.lane.stop();
      this.#open = undefined;
    }
    if (this.#lease && (!record || !isMine)) {
      const lease = this.#lease;
      this.#lease = undefined;
      await lease.release();
    }
    if (!record || this.#open) return;
    this.#lease ??= (await store.holdLease(destinationId, clock.now())) ?? undefined;
    if (!this.#lease) return;
    this.#open = open(record, this.#lease);
    this.#made = fingerprint(record);
    this.#open?.lane.wake();
  }
}

/** What a lane is made of: when it changes, the lane is made anew. */
function fingerprint(record: DestinationRecord): string {
  return JSON.stringify([record.sealed_key, record.settings, record.missing_scopes, record.status_since]);
}
