/** Says what is wrong with each field below it, and puts the cursor into the first; true when nothing is. */
export function checkFields(form: HTMLFormElement): boolean {
  const wrong = [...form.querySelectorAll<HTMLInputElement>('input')].filter((input) => !checkField(input));
  wrong[0]?.focus();
  return wrong.length === 0;
}

/** Says what is wrong with one field below it; true when nothing is. */
export function checkField(input: HTMLInputElement): boolean {
  const error = toError(input);
  input.toggleAttribute('aria-invalid', error !== '');
  document.getElementById(`${input.id}-error`)?.replaceChildren(error);
  return error === '';
}

function toError(input: HTMLInputElement): string {
  const name = input.labels?.[0]?.textContent ?? input.name;
  if (input.value.trim() === '') return input.required ? `${name} is needed.` : '';
  if (input.validity.valid) return '';
  return input.type === 'email' ? 'An email looks like you@example.com.' : input.validationMessage;
}
