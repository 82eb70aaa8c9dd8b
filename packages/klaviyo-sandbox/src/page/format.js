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
 * Metrics in the order in which a shopper meets them, then the others by name.
 * @template {{ name: string }} Metric
 * @param {readonly Metric[]} metrics
 */
export function inFunnelOrder(metrics) {
  /** @param {Metric} metric */
  const rank = ({ name }) => (FUNNEL.includes(name) ? FUNNEL.indexOf(name) : FUNNEL.length);
  return metrics.toSorted((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name));
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
