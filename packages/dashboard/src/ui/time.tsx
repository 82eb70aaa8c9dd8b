import { formatAgo, formatFull, formatMoment, formatUtc } from '../format/time.ts';

/** A moment in local time; the pointer (and the machine) finds UTC. `as` chooses the wording. */
export function Time({ at, as = 'moment' }: { at: string; as?: 'moment' | 'ago' | 'full' }) {
  const date = new Date(at);
  const now = new Date();
  const text = as === 'ago' ? formatAgo(date, now) : as === 'full' ? formatFull(date) : formatMoment(date, now);
  return (
    <time dateTime={at} title={`${formatFull(date)} local, ${formatUtc(date)}`} class="numeric">
      {text}
    </time>
  );
}
