type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** A browser engine as far as the scenarios need one: few verbs, so that each scenario is written once. */
export interface Engine {
  /** A browser with nothing stored. */
  newProfile(): Promise<Profile>;
  quit(): Promise<void>;
}

export interface Profile {
  /** A visible tab. */
  openTab(): Promise<Tab>;
  close(): Promise<void>;
}

export interface Tab {
  /** Resolves when the page has loaded. */
  go(url: string): Promise<void>;
  /** Runs the function in the page; it sees nothing but its arguments. Rejects when it throws. */
  run<Result, Args extends Json[]>(act: (...args: Args) => Result | Promise<Result>, ...args: Args): Promise<Result>;
  /** As a shopper closes it: the page is told. */
  close(): Promise<void>;
}

/** The call as an expression for a page. */
export function toExpression(act: (...args: never[]) => unknown, args: readonly Json[]): string {
  return `(${String(act)})(${args.map((arg) => JSON.stringify(arg)).join()})`;
}
