import type { Limit } from './limits.ts';

/** The operations that have limits of their own, by method and path below /api. */
export type OperationName =
  | 'POST events'
  | 'GET events'
  | 'POST event-bulk-create-jobs'
  | 'POST profile-import'
  | 'POST profiles'
  | 'GET profiles'
  | 'GET profiles/{id}'
  | 'PATCH profiles/{id}'
  | 'GET accounts'
  | 'GET metrics'
  | 'POST data-privacy-deletion-jobs';

export interface SandboxOptions {
  /** 0 takes any free port. Default 0. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** Milliseconds that every API answer takes longer. Default 0. */
  latencyMs?: number;
  /** Klaviyo's limits (true, the default), none (false), or Klaviyo's with some replaced. */
  limits?: boolean | { [Name in OperationName]?: Partial<Limit> };
  /**
   * What a bulk request answers when it repeats a (profile, metric, unique_id) of an *earlier* request, which
   * Klaviyo does not document: `request` accepts it and drops the repeat in silence (the default), `account`
   * refuses the whole request with 400. A repeat inside one request is refused either way.
   */
  bulkRepeats?: 'request' | 'account';
  /** Milliseconds since the epoch. Default Date.now. */
  now?: () => number;
}
