const FUNNEL = ['Viewed Product', 'Added to Cart', 'Started Checkout', 'Placed Order', 'Ordered Product'];

/**
 * The class that colours a metric: the steps to an order have their own, the others share one.
 * @param {string} metric
 */
export function metricClass(metric) {
  const step = FUNNEL.indexOf(metric);
  return step === -1 ? 'step-other' : `step-${step + 1}`;
}

/**
 * The steps to an order, also those that have not been taken, then the other metrics by name.
 * @param {readonly { name: string, count: number }[]} metrics
 */
export function inFunnelOrder(metrics) {
  const steps = FUNNEL.map((name) => metrics.find((metric) => metric.name === name) ?? { name, count: 0 });
  const others = metrics.filter(({ name, count }) => count > 0 && !FUNNEL.includes(name));
  return [...steps, ...others.toSorted((one, other) => one.name.localeCompare(other.name))];
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/**
 * The time of day, for lists; with the date when it was not today.
 * @param {number | string} time
 */
export function shortTime(time) {
  const date = new Date(time);
  return date.toDateString() === new Date().toDateString() ? clock.format(date) : full.format(date);
}

/**
 * Date and time, for details.
 * @param {number | string} time
 */
export function longTime(time) {
  return full.format(new Date(time));
}

/**
 * A value with its currency, as people write it.
 * @param {number | null} value
 * @param {string | null} currency
 */
export function money(value, currency) {
  if (value === null) return '';
  if (currency === null) return value.toLocaleString(undefined, { maximumFractionDigits: 6 });
  try {
    return value.toLocaleString(undefined, { style: 'currency', currency });
  } catch {
    return `${value} ${currency}`;
  }
}

/**
 * "1 event", "2 events".
 * @param {number} count
 * @param {string} noun
 */
export function plural(count, noun) {
  return `${count.toLocaleString()} ${noun}${count === 1 ? '' : 's'}`;
}
