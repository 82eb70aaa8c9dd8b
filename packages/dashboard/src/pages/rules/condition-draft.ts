import type { Conditions } from '../../api/shapes.ts';

/** Conditions as they stand in the form: every field a text. */
export interface ConditionDraft {
  min_value: string;
  max_value: string;
  currency: string;
  page_path: string;
  visitor: string;
  consent: string;
  source: string;
}

export function toDraft(conditions: Conditions): ConditionDraft {
  const { min_value, max_value, currency, page_path, visitor, consent, source } = conditions;
  return {
    min_value: min_value === undefined ? '' : String(min_value),
    max_value: max_value === undefined ? '' : String(max_value),
    currency: currency?.join(', ') ?? '',
    page_path: page_path?.join(', ') ?? '',
    visitor: visitor ?? '',
    consent: consent ?? '',
    source: source ?? '',
  };
}

/** The draft as the API takes it: what is empty is no condition; whether the rest makes sense the API says. */
export function toConditions(draft: ConditionDraft): Conditions {
  const number = (text: string): number | undefined => (text.trim() === '' ? undefined : Number(text));
  const list = (text: string): string[] | undefined => {
    const items = text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
    return items.length === 0 ? undefined : items;
  };
  const choice = (text: string): string | undefined => (text === '' ? undefined : text);
  const conditions = {
    min_value: number(draft.min_value),
    max_value: number(draft.max_value),
    currency: list(draft.currency.toUpperCase()),
    page_path: list(draft.page_path),
    visitor: choice(draft.visitor),
    consent: choice(draft.consent),
    source: choice(draft.source),
  };
  return Object.fromEntries(Object.entries(conditions).filter(([, value]) => value !== undefined)) as Conditions;
}
