import { refuseBody } from '../answer.ts';
import type { Answer } from '../answer.ts';
import type { BulkEntry } from '../check/check-bulk.ts';
import { checkBulk, eventPointer } from '../check/check-bulk.ts';
import { toEventKey } from '../books/event-book.ts';
import { IDENTIFIERS } from '../check/check-profile.ts';
import type { ProfileInput } from '../check/check-profile.ts';
import type { Problem } from '../check/problem.ts';
import type { Call } from './operation.ts';
import { recordEvents } from './record-event.ts';

/** POST /api/event-bulk-create-jobs: all of up to 1,000 events or, with any problem, none of them. */
export function bulkCreateEvents(call: Call): Answer {
  const { entries, count, problems } = checkBulk(call.body, call.now);
  if (problems.length === 0) problems.push(...findRepeats(entries, call));
  if (problems.length > 0) return { ...refuseBody(problems), events: count };
  let repeats = 0;
  let lost = 0;
  for (const { profile, events } of entries) {
    const dropped = recordEvents(call, { events, profile, via: 'bulk' });
    repeats += dropped.repeats;
    lost += dropped.lost;
  }
  return { status: 202, events: count, repeats, lost };
}

function findRepeats(entries: readonly BulkEntry[], { state, now, bulkRepeats }: Call): Problem[] {
  const seen = new Set<string>();
  const problems: Problem[] = [];
  for (const [index, { profile, events }] of entries.entries()) {
    const holder = state.profiles.holders(profile)[0];
    const person = holder?.id ?? nameOf(profile);
    for (const [position, event] of events.entries()) {
      const { uniqueId } = toEventKey(event, now);
      const key = `${person}\n${event.metric}\n${uniqueId}`;
      const earlier = bulkRepeats === 'account' && holder && state.events.has(holder.id, event.metric, uniqueId);
      if (earlier || seen.has(key)) {
        const detail = `The unique_id '${uniqueId}' is repeated for the same profile and metric.`;
        problems.push({ code: 'duplicate', detail, pointer: `${eventPointer(index, position)}/attributes/unique_id` });
      }
      seen.add(key);
    }
  }
  return problems;
}

function nameOf(profile: ProfileInput): string {
  const name = IDENTIFIERS.find((candidate) => profile[candidate]);
  return name ? `${name}:${profile[name]}` : `id:${profile.id}`;
}
