import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  label: string;
  hint?: ComponentChildren;
  /** What is wrong with the value, in words. */
  wrong?: string | undefined;
}

type InputProps = FieldProps & {
  value: string;
  onValue: (value: string) => void;
  type?: 'text' | 'password' | 'email' | 'search' | 'number' | 'url';
  autocomplete?: string;
  placeholder?: string;
  required?: boolean;
  autofocus?: boolean;
  minLength?: number;
  min?: number;
  max?: number;
  step?: number | 'any';
  spellcheck?: boolean;
};

/** A line of text with its label, hint and mistake tied to it. */
export function TextField({ label, hint, wrong, value, onValue, ...input }: InputProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        {...(input as JSX.IntrinsicElements['input'])}
        id={id}
        class="input"
        value={value}
        aria-invalid={wrong !== undefined}
        aria-describedby={`${id}-about`}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      <About id={`${id}-about`} hint={hint} wrong={wrong} />
    </div>
  );
}

type SelectProps = FieldProps & {
  value: string;
  onValue: (value: string) => void;
  options: readonly (readonly [value: string, label: string])[];
};

export function SelectField({ label, hint, wrong, value, onValue, options }: SelectProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        class="input"
        value={value}
        aria-describedby={`${id}-about`}
        onChange={(event) => onValue(event.currentTarget.value)}
      >
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
      <About id={`${id}-about`} hint={hint} wrong={wrong} />
    </div>
  );
}

function About({ id, hint, wrong }: { id: string; hint: ComponentChildren; wrong: string | undefined }) {
  return (
    <div id={id}>
      {wrong !== undefined && (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      )}
      {hint !== undefined && <p class="hint">{hint}</p>}
    </div>
  );
}
