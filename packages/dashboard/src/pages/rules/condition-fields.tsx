import { SelectField, TextField } from '../../ui/field.tsx';
import type { ConditionDraft } from './condition-draft.ts';

export interface ConditionFieldsProps {
  draft: ConditionDraft;
  onChange: (draft: ConditionDraft) => void;
  wrong: (field: string) => string | undefined;
}

/** All conditions at once; those left empty ask nothing. */
export function ConditionFields({ draft, onChange, wrong }: ConditionFieldsProps) {
  const field = (name: keyof ConditionDraft) => ({
    value: draft[name],
    onValue: (value: string) => onChange({ ...draft, [name]: value }),
    wrong: wrong(`conditions.${name}`) ?? wrong(`conditions.${name}.0`),
  });
  return (
    <fieldset class="fieldset">
      <legend>Only when</legend>
      <div class="form-grid">
        <TextField label="Value at least" type="number" step="any" {...field('min_value')} />
        <TextField label="Value at most" type="number" step="any" {...field('max_value')} />
        <TextField label="Currency is one of" placeholder="EUR, SEK" {...field('currency')} />
        <TextField label="Page path begins with" placeholder="/products, /cart" {...field('page_path')} />
        <SelectField
          label="Visitor"
          options={[
            ['', 'any'],
            ['new', 'new'],
            ['returning', 'returning'],
          ]}
          {...field('visitor')}
        />
        <SelectField
          label="Sent by"
          options={[
            ['', 'any'],
            ['browser', 'the browser'],
            ['server', 'the shop’s server'],
          ]}
          {...field('source')}
        />
      </div>
    </fieldset>
  );
}
