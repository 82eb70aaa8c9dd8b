const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const hour = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

/** Today's times as a clock, others with their day, in local time. */
export function formatMoment(at: Date, now: Date): string {
  return at.toDateString() === now.toDateString() ? clock.format(at) : `${day.format(at)}, ${clock.format(at)}`;
}

/** Day and time, local. */
export function formatFull(at: Date): string {
  return full.format(at);
}

/** `14:00` in local time, for the hours of a chart. */
export function formatHour(at: Date): string {
  return hour.format(at);
}

/** Like `2026-11-23 10:00:00 UTC`. */
export function formatUtc(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

const STEPS: [name: string, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** A length of time in its largest whole unit: "3 minutes". */
export function formatSpan(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  const [name, length] = STEPS.find(([, each]) => seconds >= each) ?? ['second', 1];
  const count = Math.floor(seconds / length);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/** "just now", "3 minutes ago", "in 3 minutes". */
export function formatAgo(at: Date, now: Date): string {
  const ms = now.getTime() - at.getTime();
  if (Math.abs(ms) < 5_000) return 'just now';
  return ms > 0 ? `${formatSpan(ms)} ago` : `in ${formatSpan(-ms)}`;
}
