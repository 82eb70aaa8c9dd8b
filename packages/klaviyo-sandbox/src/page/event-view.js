/** @import { RecordedEvent } from '../books/event-book.ts' */
import { element } from './element.js';
import { longTime, metricClass, money, shortTime } from './format.js';
import { fieldsView, jsonView } from './value-view.js';

/**
 * One event in the list.
 * @param {RecordedEvent} event
 */
export function eventRow(event) {
  return element(
    'a',
    { href: `#/events/${event.id}`, class: 'row' },
    element(
      'span',
      { class: 'row-main' },
      element('span', { class: `metric ${metricClass(event.metric)}` }, event.metric),
      element('span', { class: 'row-value' }, money(event.value, event.value_currency)),
    ),
    element(
      'span',
      { class: 'row-sub' },
      element('span', { class: 'cut' }, event.email ?? `profile ${event.profile_id}`),
      element('span', {}, productOf(event)),
      element('time', { datetime: event.time }, shortTime(event.received_at)),
    ),
  );
}

/**
 * Everything about one event.
 * @param {RecordedEvent} event
 */
export function eventDetail(event) {
  const profile = element('a', { href: `#/profiles/${event.profile_id}` }, event.email ?? event.profile_id);
  const request = element('a', { href: `#/requests/${event.request_id}` }, `${event.via} request`);
  const value = event.value === null ? 'none: does not count as revenue' : money(event.value, event.value_currency);
  return [
    element('h2', { class: `metric ${metricClass(event.metric)}` }, event.metric),
    fieldsView([
      ['Profile', profile],
      ['Value', value],
      ['When', longTime(event.time)],
      ['Received', longTime(event.received_at)],
      ['Unique id', event.unique_id],
      ['Brought by', request],
      ['Backfill', event.backfill ? 'yes: starts no flows' : 'no'],
    ]),
    element('h3', {}, 'Properties'),
    Object.keys(event.properties).length > 0
      ? fieldsView(event.properties)
      : element('p', { class: 'quiet' }, 'No properties.'),
    element('details', {}, element('summary', {}, 'As JSON'), jsonView(event)),
  ];
}

/** @param {RecordedEvent} event */
function productOf({ properties }) {
  const name = properties['ProductName'] ?? properties['AddedItemProductName'] ?? properties['OrderId'];
  return typeof name === 'string' ? name : '';
}
