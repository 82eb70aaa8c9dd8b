/** @import { Fault } from '../faults/fault.ts' */
/** @import { FaultInForce } from '../faults/fault-list.ts' */
import { element } from './element.js';
import { plural } from './format.js';

/** @type {readonly (Fault & { words: string })[]} */
const KINDS = [
  { words: 'Throttled: 429, try again in 5 seconds', status: 429, retry_after: 5 },
  { words: 'Server error: 500', status: 500 },
  { words: 'Unavailable: 503', status: 503 },
  { words: 'Private key refused: 401', status: 401 },
  { words: 'Scope missing: 403', status: 403 },
  { words: 'Challenge page in HTML: 403', status: 403, body: 'html' },
  { words: 'No answer at all', action: 'hang' },
  { words: 'Connection breaks before the request is processed', action: 'reset-before' },
  { words: 'Connection breaks after the request is processed', action: 'reset-after' },
  { words: 'Slow: 3 seconds', action: 'delay', delay_ms: 3000 },
];

const PLACES = {
  '': 'all endpoints',
  events: 'events',
  'event-bulk-create-jobs': 'bulk events',
  'profile-import': 'profile upsert',
  profiles: 'profiles',
  accounts: 'accounts',
  metrics: 'metrics',
  'data-privacy-deletion-jobs': 'deletion jobs',
};

/**
 * The form that adds a fault.
 * @param {(fault: Fault) => void} add
 */
export function faultForm(add) {
  const kind = element(
    'select',
    { id: 'fault-kind' },
    options(KINDS.map(({ words }, index) => [String(index), words])),
  );
  const place = element('select', { id: 'fault-place' }, options(Object.entries(PLACES)));
  const times = element('input', {
    id: 'fault-times',
    type: 'number',
    min: 1,
    max: 1_000_000,
    placeholder: 'until cleared',
  });
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    const { words: _words, ...fault } = KINDS[Number(valueOf(kind))] ?? { words: '' };
    const endpoint = /** @type {Fault['endpoint']} */ (valueOf(place) || undefined);
    const count = Number(valueOf(times));
    add({ ...fault, ...(endpoint ? { endpoint } : {}), ...(count > 0 ? { times: count } : {}) });
  };
  return element(
    'form',
    { class: 'fault-form', onsubmit: submit },
    element('h2', {}, 'Make something go wrong'),
    element('p', { class: 'quiet' }, 'See how the collector takes it: nothing may be lost and nothing doubled.'),
    element('label', { for: 'fault-kind' }, 'What', kind),
    element('label', { for: 'fault-place' }, 'Where', place),
    element('label', { for: 'fault-times' }, 'How many times', times),
    element('button', { class: 'primary' }, 'Add'),
    element(
      'p',
      { class: 'quiet' },
      'More is possible with ',
      element('code', {}, 'POST /_sandbox/faults'),
      ': probabilities, single entries, other bodies.',
    ),
  );
}

/**
 * The faults in force.
 * @param {readonly FaultInForce[]} faults
 * @param {() => void} clear
 */
export function faultList(faults, clear) {
  if (faults.length === 0)
    return element('p', { class: 'quiet' }, 'No faults: everything is answered as Klaviyo would.');
  return element(
    'div',
    { class: 'in-force' },
    element(
      'ul',
      {},
      faults.map((fault) =>
        element(
          'li',
          {},
          element('strong', {}, describe(fault)),
          element('span', { class: 'quiet' }, ` on ${PLACES[fault.endpoint ?? '']}, ${progress(fault)}`),
        ),
      ),
    ),
    element('button', { type: 'button', onclick: clear }, 'Clear all faults'),
  );
}

/** @param {FaultInForce} fault */
function describe(fault) {
  const known = KINDS.find(
    ({ status, action, body }) => status === fault.status && action === fault.action && body === fault.body,
  );
  const entry = fault.unique_id === undefined ? fault.email : `unique_id ${fault.unique_id}`;
  if (entry !== undefined) return `${known?.words ?? 'Entry refused: 400'}, only ${entry}`;
  if (known) return known.words;
  const { endpoint: _endpoint, times: _times, applied: _applied, ...rest } = fault;
  return JSON.stringify(rest);
}

/** @param {FaultInForce} fault */
function progress({ applied, times }) {
  if (times === undefined) return `applied ${plural(applied, 'time')}`;
  return applied >= times ? `used up after ${plural(times, 'time')}` : `applied ${applied} of ${plural(times, 'time')}`;
}

/** @param {readonly (readonly [string, string])[]} choices */
function options(choices) {
  return choices.map(([value, words]) => element('option', { value }, words));
}

/** @param {HTMLElement} field */
function valueOf(field) {
  return field instanceof HTMLSelectElement || field instanceof HTMLInputElement ? field.value : '';
}
