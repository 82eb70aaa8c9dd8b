import { STATUSES, type Status } from '../../api/shapes.ts';

const SPANS = { hour: 1, day: 24, week: 168 } as const;
export type Span = keyof typeof SPANS | '';

/** What the list is narrowed to; empty means anything. */
export interface Filter {
  status: Status | '';
  name: string;
  q: string;
  span: Span;
  test: 'true' | 'false' | '';
  /** Set by links such as "why not delivered". */
  reason: string;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Reads a filter off the page's address; what makes no sense counts as empty. */
export function readFilter(query: URLSearchParams): Filter {
  const get = (name: string): string => query.get(name)?.trim() ?? '';
  const status = STATUSES.find((each) => each === get('status')) ?? '';
  const span = (Object.keys(SPANS) as Span[]).find((each) => each === get('span')) ?? '';
  const test = get('test') === 'true' ? 'true' : get('test') === 'false' ? 'false' : '';
  return { status, name: get('name'), q: get('q'), span, test, reason: get('reason') };
}

/** The filter as the page's own query, without what is empty. */
export function toPageQuery(filter: Filter): string {
  return new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== '')).toString();
}

/** The filter as the API's query. Spans begin at a full minute, so that the same question stays the same for a while. */
export function toApiQuery({ span, ...filter }: Filter, now: Date): string {
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ''));
  if (span !== '') {
    const from = Math.floor((now.getTime() - SPANS[span] * HOUR_MS) / MINUTE_MS) * MINUTE_MS;
    query.set('from', new Date(from).toISOString());
  }
  return query.toString();
}
