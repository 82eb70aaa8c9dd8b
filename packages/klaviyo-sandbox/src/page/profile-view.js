/** @import { RecordedEvent } from '../books/event-book.ts' */
/** @import { RecordedProfile } from '../books/profile-book.ts' */
import { element } from './element.js';
import { longTime, metricClass, money, shortTime } from './format.js';
import { fieldsView, jsonView } from './value-view.js';

/**
 * One profile in the list.
 * @param {RecordedProfile} profile
 */
export function profileRow(profile) {
  return element(
    'a',
    { href: `#/profiles/${profile.id}`, class: 'row' },
    element('span', { class: 'row-main' }, element('span', { class: 'cut' }, nameOf(profile))),
    element(
      'span',
      { class: 'row-sub' },
      element('span', { class: 'cut' }, fullName(profile) ? (profile.email ?? profile.id) : profile.id),
      element('span', {}, profile.last_event_date ? '' : 'no events'),
      element('time', { datetime: profile.updated }, shortTime(profile.updated)),
    ),
  );
}

/**
 * Everything about one profile, with what it did, newest first.
 * @param {RecordedProfile} profile
 * @param {readonly RecordedEvent[]} events
 */
export function profileDetail(profile, events) {
  const { id, created, updated, last_event_date, location, properties, ...identity } = profile;
  const known = Object.entries(identity).filter(([, value]) => value !== null);
  return [
    element('h2', {}, nameOf(profile)),
    fieldsView([
      ...known,
      ['id', id],
      ['created', longTime(created)],
      ['updated', longTime(updated)],
      ['last_event_date', last_event_date && longTime(last_event_date)],
    ]),
    element('h3', {}, 'Timeline'),
    events.length > 0
      ? element('ol', { class: 'timeline' }, events.toReversed().map(timelineItem))
      : element('p', { class: 'quiet' }, 'No events yet.'),
    Object.keys(location).length > 0 ? [element('h3', {}, 'Location'), fieldsView(location)] : [],
    element('h3', {}, 'Custom fields'),
    Object.keys(properties).length > 0 ? fieldsView(properties) : element('p', { class: 'quiet' }, 'None yet.'),
    element('details', {}, element('summary', {}, 'As JSON'), jsonView(profile)),
  ].flat();
}

/** @param {RecordedEvent} event */
function timelineItem(event) {
  return element(
    'li',
    {},
    element('a', { href: `#/events/${event.id}`, class: `metric ${metricClass(event.metric)}` }, event.metric),
    element('span', { class: 'row-value' }, money(event.value, event.value_currency)),
    element('time', { datetime: event.time }, shortTime(event.time)),
  );
}

/** @param {RecordedProfile} profile */
function nameOf(profile) {
  return fullName(profile) || profile.email || profile.phone_number || profile.external_id || 'Anonymous profile';
}

/** @param {RecordedProfile} profile */
function fullName(profile) {
  return [profile.first_name, profile.last_name].filter(Boolean).join(' ');
}
