import type { Findings } from './findings.ts';
import { refusal } from './findings.ts';
import { readPlainNumber } from './plain-number.ts';
import { findSpelling } from './spellings.ts';
import type { Spellings } from './spellings.ts';

const LONGEST_ID = 255;

/** Reads typed fields out of one object and knows which of its keys were used. */
export interface FieldReader<Field extends string> {
  /** Whether the field is there and not blank. */
  has(field: Field): boolean;
  /** The value as it was sent. */
  raw(field: Field): unknown;
  /** A number or plain numeric string; anything else is a refusal. */
  number(field: Field): number | undefined;
  /** Like `number`, above 0. */
  quantity(field: Field): number | undefined;
  /** Text, or a number as text; anything else is left where it stands. */
  text(field: Field): string | undefined;
  /** Text, or a number as text; a refusal for anything else, and for a number so large that its digits were lost. */
  id(field: Field): string | undefined;
  /** All texts of an array, or one text alone. */
  texts(field: Field): string[];
  /** What no call has used, unchanged. */
  rest(): Record<string, unknown>;
}

/** What a field reader works on; `path` is where `source` stands in the event, for messages. */
export interface FieldReaderInput<Field extends string> {
  source: Record<string, unknown>;
  spellings: Spellings<Field>;
  findings: Findings;
  path?: string;
}

/** Of several spellings of one field the preferred one that is not blank (`null`, `""`, `[]`) is read, the others stay. */
export function createFieldReader<Field extends string>({
  source,
  spellings: known,
  findings,
  path = '',
}: FieldReaderInput<Field>): FieldReader<Field> {
  const keys = findKeys(source, known);
  const used = new Set<string>();

  function read<T>(field: Field, convert: (value: unknown) => T | undefined, expected?: string): T | undefined {
    const key = keys.get(field)?.key;
    if (key === undefined) return undefined;
    const converted = convert(source[key]);
    if (converted !== undefined) used.add(key);
    else if (expected !== undefined) findings.refusals.push(refusal(path + key, expected, source[key]));
    return converted;
  }

  return {
    has: (field) => keys.has(field),
    raw: (field) => read(field, (value) => value),
    number: (field) => read(field, readPlainNumber, 'a plain number such as 29.98'),
    quantity: (field) => read(field, readQuantity, 'a number above 0'),
    text: (field) => read(field, readText),
    id: (field) =>
      read(field, readId, `text of at most ${LONGEST_ID} characters, or a whole number without lost digits`),
    texts: (field) => read(field, readTexts) ?? [],
    rest: () => Object.fromEntries(Object.entries(source).filter(([key]) => !used.has(key))),
  };
}

function findKeys<Field extends string>(source: Record<string, unknown>, known: Spellings<Field>) {
  const found = new Map<Field, { key: string; rank: number }>();
  for (const [key, value] of Object.entries(source)) {
    const spelling = findSpelling(known, key);
    if (spelling === undefined || isBlank(value)) continue;
    const best = found.get(spelling.name);
    if (best === undefined || spelling.rank < best.rank) found.set(spelling.name, { key, rank: spelling.rank });
  }
  return found;
}

function readQuantity(value: unknown): number | undefined {
  const number = readPlainNumber(value);
  return number !== undefined && number > 0 ? number : undefined;
}

function readText(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  return typeof value === 'string' ? value.trim() : undefined;
}

function readId(value: unknown): string | undefined {
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) return undefined;
  const text = readText(value);
  return text !== undefined && text.length <= LONGEST_ID ? text : undefined;
}

function readTexts(value: unknown): string[] | undefined {
  const texts = (Array.isArray(value) ? value : [value]).map((element) => readText(element));
  return texts.every((text) => text !== undefined) ? texts.filter((text) => text !== '') : undefined;
}

function isBlank(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === '';
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}
