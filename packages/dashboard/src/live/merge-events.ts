import type { LogEvent } from '../api/shapes.ts';

/**
 * A list of events, newest received first, with others added: a known one is replaced where it stands, so that nothing
 * moves under the reader's pointer.
 */
export function mergeEvents(list: readonly LogEvent[], more: readonly LogEvent[]): LogEvent[] {
  const changed = new Map(more.map((event) => [event.id, event]));
  const kept = list.map((event) => changed.get(event.id) ?? event);
  const known = new Set(list.map((event) => event.id));
  const fresh = [...changed.values()].filter((event) => !known.has(event.id));
  if (fresh.length === 0) return kept;
  return [...kept, ...fresh].toSorted((a, b) => Date.parse(b.received_at) - Date.parse(a.received_at));
}
