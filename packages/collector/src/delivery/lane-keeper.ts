import type { Log } from '../log.ts';
import type { Lease } from '../store/store.ts';
import type { DestinationRecord } from '../store/configuration.ts';
import type { Lane } from './lane.ts';
import type { Limiter } from './limiter.ts';

export interface OpenLane {
  lane: Lane;
  limiter: Limiter;
  /** The right to send, until it is released. */
  lease: Lease;
}

export interface LaneKeeperOptions {
  destinationId: string;
  log: Log;
  /**
   * Makes the lane; resolves to undefined while another collector has the right to send, or when the destination
   * cannot be used as it stands.
   */
  open: (record: DestinationRecord) => Promise<OpenLane | undefined>;
}

/**
 * Keeps one destination's lane in line with its record: there is a lane while it is wanted and this collector
 * has the right to send, and never two at a time.
 */
export class LaneKeeper {
  readonly #options: LaneKeeperOptions;
  #wanted: DestinationRecord | undefined;
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
    const open = this.#open;
    if (open && (!record || !open.lease.isHeld() || fingerprint(record) !== this.#made)) {
      await open.lane.stop();
      this.#open = undefined;
      await open.lease.release();
    }
    if (!record || this.#open) return;
    this.#made = fingerprint(record);
    this.#open = await this.#options.open(record);
    this.#open?.lane.wake();
  }
}

/** What a lane is made of: when it changes, the lane is made anew. */
function fingerprint(record: DestinationRecord): string {
  return JSON.stringify([record.sealed_key, record.settings, record.missing_scopes, record.status_since]);
}
