import type { Conditions } from '../../api/shapes.ts';

/** Conditions as a person would say them; "always" when there are none. */
export function describeConditions(conditions: Conditions): string {
  const { min_value, max_value, currency, page_path, visitor, consent, source } = conditions;
  const parts = [
    min_value === undefined ? '' : `value at least ${min_value}`,
    max_value === undefined ? '' : `value at most ${max_value}`,
    currency ? `in ${currency.join(' or ')}` : '',
    page_path ? `on pages under ${page_path.join(' or ')}` : '',
    visitor === undefined ? '' : `${visitor} visitors`,
    consent === undefined ? '' : 'with consent',
    source === undefined ? '' : source === 'browser' ? 'from the browser' : 'from the server',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'always' : parts.join(', ');
}
