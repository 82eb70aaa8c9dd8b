import { useEffect, useRef, useState } from 'preact/hooks';
import { STATUSES } from '../../api/shapes.ts';
import { STATUS_LOOK } from '../../ui/status-badge.tsx';
import { EVENT_NAMES } from './event-names.ts';
import type { Filter } from './filter.ts';

/** Typing rests this long before the list is asked. */
const TYPING_MS = 250;

/** Narrows the list; every choice is in the page's address, so that it can be shared. */
export function FilterBar({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  const [text, setText] = useState(filter.q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setText(filter.q), [filter.q]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (value: string): void => {
    setText(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange({ ...filter, q: value.trim() }), TYPING_MS);
  };
  const names = filter.name === '' || isKnown(filter.name) ? EVENT_NAMES : [...EVENT_NAMES, filter.name];
  return (
    <div class="filters" role="search" aria-label="Filter events">
      <input
        type="search"
        class="input"
        aria-label="Search by email, order id or event id"
        placeholder="Email, order id or event id"
        value={text}
        onInput={(event) => type(event.currentTarget.value)}
      />
      <Choice
        label="Status"
        value={filter.status}
        options={[['', 'Any status'], ...STATUSES.map((status) => [status, STATUS_LOOK[status].word] as const)]}
        onChange={(value) => onChange({ ...filter, status: value as Filter['status'], reason: '' })}
      />
      <Choice
        label="Event"
        value={filter.name}
        options={[['', 'Any event'], ...names.map((name) => [name, name] as const)]}
        onChange={(name) => onChange({ ...filter, name })}
      />
      <Choice
        label="Time"
        value={filter.span}
        options={[
          ['', 'Any time'],
          ['hour', 'Last hour'],
          ['day', 'Last 24 hours'],
          ['week', 'Last 7 days'],
        ]}
        onChange={(value) => onChange({ ...filter, span: value as Filter['span'] })}
      />
      <Choice
        label="Test events"
        value={filter.test}
        options={[
          ['', 'With test events'],
          ['false', 'Without test events'],
          ['true', 'Test events only'],
        ]}
        onChange={(value) => onChange({ ...filter, test: value as Filter['test'] })}
      />
      {filter.reason !== '' && (
        <button type="button" class="button" onClick={() => onChange({ ...filter, reason: '' })}>
          Reason: {filter.reason.replaceAll('_', ' ')}
          <span class="visually-hidden">, remove</span>
          <span aria-hidden="true">×</span>
        </button>
      )}
    </div>
  );
}

function isKnown(name: string): boolean {
  return EVENT_NAMES.some((each) => each === name);
}

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, text: string])[];
  onChange: (value: string) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <select class="input" aria-label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </select>
  );
}
