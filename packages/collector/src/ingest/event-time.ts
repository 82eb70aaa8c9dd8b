import type { Findings } from './findings.ts';
import { refusal, shorten } from './findings.ts';

const TOLERANCE_MS = 5 * 60 * 1000;
/** Klaviyo takes nothing older. */
const EARLIEST_MS = Date.UTC(1990, 0, 1);

/** When an event happened by the sender's clock, when it was sent by the same clock, and when it arrived by ours. */
export interface EventTimeInput {
  time: string | undefined;
  sentAt: string | undefined;
  receivedAt: Date;
}

/**
 * The moment the shopper acted: ISO 8601, UTC, milliseconds. No time means now; the past is kept, for a tag may have
 * been offline. More than five minutes ahead is a wrong clock: it is set back by as much as `sentAt` is ahead, and
 * never left ahead. A moment that cannot be (no date, before 1990) is refused.
 */
export function readEventTime({ time, sentAt, receivedAt }: EventTimeInput, findings: Findings): string {
  if (time === undefined) return receivedAt.toISOString();
  const now = receivedAt.getTime();
  const sent = Date.parse(time);
  if (Number.isNaN(sent) || sent < EARLIEST_MS) {
    findings.refusals.push(refusal('time', 'a moment since 1990 in ISO 8601, such as 2026-11-23T10:00:00Z', time));
    return receivedAt.toISOString();
  }
  if (sent <= now + TOLERANCE_MS) return new Date(sent).toISOString();

  const skew = Math.max(0, Date.parse(sentAt ?? '') - now) || 0;
  const corrected = sent - skew;
  const moment = corrected < EARLIEST_MS || corrected > now ? now : corrected;
  findings.notes.push(
    `time was ahead of the collector's clock (${shorten(time)}) and was set to ${new Date(moment).toISOString()}`,
  );
  return new Date(moment).toISOString();
}
