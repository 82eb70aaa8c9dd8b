import { element } from './element.js';

/**
 * The fields of an object as a list of names and values, each value as it is best read.
 * @param {Record<string, unknown> | readonly (readonly [string, unknown])[]} fields
 */
export function fieldsView(fields) {
  const entries = Array.isArray(fields) ? fields : Object.entries(fields);
  const rows = entries.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, valueView(value))]);
  return element('dl', { class: 'fields' }, rows);
}

/**
 * Any JSON value: lists of objects as a table, other lists as a line, objects as fields, the rest as text.
 * @param {unknown} value
 * @returns {Node}
 */
export function valueView(value) {
  if (value instanceof Node) return value;
  if (Array.isArray(value)) return listView(value);
  if (isObject(value)) return Object.keys(value).length > 0 ? fieldsView(value) : quiet('{}');
  if (value === null || value === undefined) return quiet('null');
  if (typeof value === 'string') return value === '' ? quiet('""') : document.createTextNode(value);
  return element('span', { class: 'scalar' }, JSON.stringify(value));
}

/**
 * A JSON value as indented text; strings that are no JSON as they are.
 * @param {unknown} value
 */
export function jsonView(value) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
  return element('pre', { tabindex: 0 }, text);
}

/** @param {readonly unknown[]} list */
function listView(list) {
  if (list.length === 0) return quiet('[]');
  if (list.every(isObject)) return tableView(list);
  if (list.some((item) => typeof item === 'object' && item !== null)) return jsonView(list);
  return document.createTextNode(list.map(String).join(', '));
}

/** @param {readonly Record<string, unknown>[]} rows */
function tableView(rows) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const head = element(
    'tr',
    {},
    columns.map((column) => element('th', { scope: 'col' }, column)),
  );
  const body = rows.map((row) =>
    element(
      'tr',
      {},
      columns.map((column) => element('td', {}, column in row ? valueView(row[column]) : '')),
    ),
  );
  return element(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Table' },
    element('table', {}, element('thead', {}, head), element('tbody', {}, body)),
  );
}

/** @param {string} text */
function quiet(text) {
  return element('span', { class: 'quiet' }, text);
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
