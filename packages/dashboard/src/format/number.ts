const whole = new Intl.NumberFormat();
const share = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });

export function formatCount(count: number): string {
  return whole.format(count);
}

/** 0.732 as "73.2 %" in the reader's way of writing. */
export function formatShare(part: number): string {
  return share.format(part);
}

/** "1 event", "43 events"; with the plural given where an s does not make it. */
export function countOf(count: number, noun: string | readonly [one: string, many: string]): string {
  const [one, many] = typeof noun === 'string' ? [noun, `${noun}s`] : noun;
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** Money in its currency; without a currency the number alone. */
export function formatMoney(value: number, currency: string | null): string {
  if (currency === null) return whole.format(value);
  return new Intl.NumberFormat(undefined, { style: 'currency', currency }).format(value);
}

/** Milliseconds as "84 ms", "1.2 s" or "3 min". */
export function formatLatency(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}
