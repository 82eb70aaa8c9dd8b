/** @import { Summary } from '../admin/summarize.ts' */
import { empty, readSummary, setFaults, SHOWN } from './books.js';
import { byId, element, updateChildren } from './element.js';
import { emptyState } from './empty-state.js';
import { faultForm, faultList } from './faults-view.js';
import { inFunnelOrder, metricClass, plural } from './format.js';
import { VIEWS } from './views.js';

const chosen = { query: '', metric: '' };
const stream = new EventSource('/_sandbox/stream');
let drawing = 0;

/** The part of the page that the address names: `#/events`, `#/profiles/<id>`, … */
function whereabouts() {
  const [, place = '', id = ''] = location.hash.split('/');
  return place === 'profiles' || place === 'requests' || place === 'faults' ? { place, id } : { place: 'events', id };
}

/** Draws the page anew from what the sandbox has now; of drawings that overlap only the last one counts. */
async function draw() {
  drawing += 1;
  const own = drawing;
  const isLast = () => own === drawing;
  const { place, id } = whereabouts();
  const summary = await readSummary();
  if (!isLast()) return;
  drawFrame(summary, place, id);
  if (place === 'faults') drawFaults(summary);
  else if (place === 'events' || place === 'profiles' || place === 'requests')
    await drawBook(place, id, { summary, isLast });
}

/**
 * @param {Summary} summary
 * @param {string} place
 * @param {string} id
 */
function drawFrame(summary, place, id) {
  byId('main').className = `${place} ${id ? 'opened' : ''}`;
  document.title = `${summary.events > 0 ? `(${summary.events}) ` : ''}Klaviyo sandbox`;
  for (const link of document.querySelectorAll('.tabs a')) {
    if (link.getAttribute('href') === `#/${place}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const { events, profiles, requests, faults } = summary;
  for (const [book, count] of Object.entries({ events, profiles, requests, faults: faults.length })) {
    byId(`count-${book}`).textContent = count.toLocaleString();
  }
  byId('count-faults').classList.toggle('alert', faults.length > 0);
  byId('search').hidden = place === 'faults';
  drawMetrics(summary, place);
}

/**
 * @param {Summary} summary
 * @param {string} place
 */
function drawMetrics(summary, place) {
  const metrics = inFunnelOrder(summary.metrics.filter(({ integration }) => integration === 'API'));
  byId('metrics').hidden = place !== 'events';
  if (!metrics.some(({ name }) => name === chosen.metric)) chosen.metric = '';
  updateChildren(byId('metrics'), metrics, {
    key: ({ name }) => name,
    signature: ({ name, count }) => `${count} ${chosen.metric === name}`,
    make: ({ name, count }) =>
      element(
        'button',
        {
          type: 'button',
          class: `card ${metricClass(name)} ${count === 0 ? 'quiet' : ''}`,
          'aria-pressed': String(chosen.metric === name),
          onclick: () => {
            chosen.metric = chosen.metric === name ? '' : name;
            void refresh();
          },
        },
        element('span', { class: 'card-count' }, count.toLocaleString()),
        element('span', { class: 'card-name' }, name),
      ),
  });
}

/**
 * @param {'events' | 'profiles' | 'requests'} place
 * @param {string} id
 * @param {{ summary: Summary, isLast: () => boolean }} drawn
 */
async function drawBook(place, id, { summary, isLast }) {
  const query = {
    ...(chosen.query ? { q: chosen.query } : {}),
    ...(place === 'events' && chosen.metric ? { metric: chosen.metric } : {}),
  };
  const filtered = Object.keys(query).length > 0;
  const [rows, opened] = await Promise.all([VIEWS[place].list(query), id ? VIEWS[place].open(id) : undefined]);
  // Without a choice the newest entry is shown, and followed.
  const newest = id || !rows[0] ? undefined : await VIEWS[place].open(rows[0].key);
  if (!isLast()) return;
  updateChildren(byId('list'), rows, {
    key: ({ key }) => `${place}${key}`,
    signature: ({ key, signature }) => `${signature}${key === id}`,
    make: ({ key, make }) => {
      const row = make();
      if (key === id) row.setAttribute('aria-current', 'true');
      return element('li', {}, row);
    },
  });
  drawNote(place, rows.length, summary);
  byId('main').classList.toggle('bare', rows.length === 0 && !id);
  if (id) drawDetail(`${place}/${id}`, opened ?? { signature: 'gone', make: () => [gone()] });
  else if (newest) drawDetail(place, { signature: newest.signature, make: () => [newestCaption(), ...newest.make()] });
  else drawDetail(place, { signature: `empty ${filtered}`, make: () => [emptyState(place, filtered)] });
}

/**
 * @param {'events' | 'profiles' | 'requests'} place
 * @param {number} shown
 * @param {Summary} summary
 */
function drawNote(place, shown, summary) {
  const parts = [];
  if (shown >= SHOWN) parts.push(`The newest ${SHOWN} are shown.`);
  if (place === 'requests' && summary.refused > 0) parts.push(`${plural(summary.refused, 'request')} refused.`);
  if (place === 'requests' && summary.repeats > 0)
    parts.push(`${plural(summary.repeats, 'repeat')} dropped in silence.`);
  byId('note').hidden = parts.length === 0;
  byId('note').textContent = parts.join(' ');
}

/**
 * Redraws the detail only when it changed: an opened "As JSON" or a selected text is left alone.
 * @param {string} key
 * @param {{ signature: string, make: () => (Node | false)[] }} content
 */
function drawDetail(key, { signature, make }) {
  const detail = byId('detail');
  if (detail.dataset['signature'] === `${key} ${signature}`) return;
  const isOther = detail.dataset['key'] !== key;
  detail.dataset['signature'] = `${key} ${signature}`;
  detail.dataset['key'] = key;
  const [place, id] = key.split('/');
  const back = id && element('a', { class: 'back', href: `#/${place}` }, 'Back to the list');
  detail.replaceChildren(...[back, ...make()].filter((node) => node instanceof Node));
  if (isOther) detail.scrollTop = 0;
}

/** @param {Summary} summary */
function drawFaults(summary) {
  byId('list').replaceChildren();
  byId('note').hidden = true;
  byId('main').classList.add('bare');
  const change = (/** @type {Parameters<typeof setFaults>[0]} */ faults) => void refreshAfter(setFaults(faults));
  drawDetail('faults/', {
    signature: JSON.stringify(summary.faults),
    make: () => [
      faultList(summary.faults, () => change([])),
      faultForm((fault) => change([...summary.faults.map(({ applied: _applied, ...rest }) => rest), fault])),
    ],
  });
}

function newestCaption() {
  return element('p', { class: 'newest' }, 'Newest');
}

function gone() {
  return element('p', { class: 'hint' }, 'This is not in the books any more.');
}

async function refresh() {
  try {
    await draw();
    // An answer can come in after the stream broke: only an open stream is a sandbox that lives.
    setLive(stream.readyState === EventSource.OPEN);
  } catch {
    setLive(false);
  }
}

/** @param {Promise<unknown>} change */
async function refreshAfter(change) {
  try {
    await change;
    await refresh();
  } catch {
    setLive(false);
  }
}

/** @param {boolean} isLive */
function setLive(isLive) {
  const words = isLive ? 'Live' : 'The sandbox does not answer';
  const live = byId('live');
  live.classList.toggle('down', !isLive);
  if (live.textContent !== words) live.textContent = words;
}

byId('address').textContent = location.origin;
byId('query').addEventListener('input', (event) => {
  if (event.target instanceof HTMLInputElement) chosen.query = event.target.value;
  void refresh();
});
byId('skip').addEventListener('click', () => byId('list').focus());
byId('search').addEventListener('submit', (event) => event.preventDefault());

const dialog = byId('confirm');
byId('empty').addEventListener('click', () => dialog instanceof HTMLDialogElement && dialog.showModal());
dialog.addEventListener('close', () => {
  if (!(dialog instanceof HTMLDialogElement) || dialog.returnValue !== 'empty') return;
  dialog.returnValue = '';
  location.hash = '#/events';
  void refreshAfter(empty());
});

addEventListener('hashchange', () => {
  void refresh().then(
    () => whereabouts().id && byId('detail').focus({ preventScroll: matchMedia('(min-width: 60rem)').matches }),
  );
});
// Its first message comes at once and draws the page.
stream.addEventListener('change', () => void refresh());
stream.addEventListener('error', () => setLive(false));
