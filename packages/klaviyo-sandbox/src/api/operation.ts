import type { Answer } from '../answer.ts';
import type { FaultEndpoint } from '../faults/fault.ts';
import type { Scope } from '../keys.ts';
import type { Limit } from '../limits.ts';
import type { OperationName, SandboxOptions } from '../options.ts';
import type { State } from '../state.ts';

/** A request that is let through: authorised, within the limits, its body parsed. */
export interface Call {
  state: State;
  body: unknown;
  /** The `{id}` of the path, '' where the path has none. */
  id: string;
  query: URLSearchParams;
  /** The sandbox's own address, for links. */
  url: string;
  now: number;
  requestId: string;
  bulkRepeats: NonNullable<SandboxOptions['bulkRepeats']>;
}

/** One operation of the API. */
export interface Operation {
  name: OperationName;
  endpoint: FaultEndpoint;
  scope: Scope;
  limit: Limit;
  /** Larger bodies are answered with 413. */
  maxBytes: number;
  handle: (call: Call) => Answer;
}
