import { StoreUnavailableError, type AdmitInput } from '../store.ts';
import type { Admitted, Verdict } from './admissions.ts';

/** Two groups at a time: while one waits for its commit, the next is made. */
const CONNECTIONS = 2;
/** Bounds the locks that one transaction holds. */
const GROUP_SIZE = 200;

interface Waiting {
  input: AdmitInput;
  resolve: (admitted: Admitted) => void;
  reject: (error: unknown) => void;
}

/**
 * Stores batches that arrive together in one transaction. The first of them goes at once; those that come while
 * it is being committed form the next group, so no batch waits for company.
 */
export class IntakeGroups {
  readonly #store: (group: readonly AdmitInput[]) => Promise<Verdict[]>;
  readonly #underWay = new Set<Promise<void>>();
  #waiting: Waiting[] = [];
  #scheduled = false;

  constructor(store: (group: readonly AdmitInput[]) => Promise<Verdict[]>) {
    this.#store = store;
  }

  admit(input: AdmitInput): Promise<Admitted> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ input, resolve, reject });
      this.#schedule();
    });
  }

  /** Resolves when every batch has its answer. */
  async settled(): Promise<void> {
    while (this.#scheduled || this.#underWay.size > 0) {
      await Promise.all(this.#underWay);
      await new Promise(setImmediate);
    }
  }

  #schedule(): void {
    if (this.#scheduled || this.#waiting.length === 0 || this.#underWay.size >= CONNECTIONS) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const group = this.#waiting.splice(0, GROUP_SIZE);
      const stored = this.#storeGroup(group).finally(() => {
        this.#underWay.delete(stored);
        this.#schedule();
      });
      this.#underWay.add(stored);
      this.#schedule();
    });
  }

  async #storeGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const verdicts = await this.#store(group.map((one) => one.input));
      for (const [index, one] of group.entries()) {
        const verdict = verdicts[index];
        if (verdict && 'admitted' in verdict) one.resolve(verdict.admitted);
        else one.reject(verdict?.refused);
      }
    } catch (error) {
      if (group.length === 1 || error instanceof StoreUnavailableError) {
        for (const one of group) one.reject(error);
        return;
      }
      // One of them is to blame: each gets its own transaction, and its own verdict.
      for (const one of group) await this.#storeGroup([one]);
    }
  }
}
