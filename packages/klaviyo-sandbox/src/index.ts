export type { RecordedEvent } from './books/event-book.ts';
export type { RecordedMetric } from './books/metric-book.ts';
export type { RecordedProfile } from './books/profile-book.ts';
export type { RecordedRequest } from './books/request-log.ts';
export type { Fault } from './faults/fault.ts';
export type { Scope } from './keys.ts';
export type { SandboxOptions } from './options.ts';
export { startSandbox } from './start-sandbox.ts';
export type { Sandbox } from './start-sandbox.ts';
