import type { Scout } from '../start-scout.ts';
import { orDefault } from './or-default.ts';

const EMAIL_FIELDS = 'input[type=email], input[autocomplete~=email], input[name*=email i], input[id*=email i]';
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;

/**
 * Identifies the shopper by the email that they type into a checkout or newsletter field, when they leave the field.
 * A form with a password is a login, which may be another's or mistyped, and is passed over.
 * `fields` is a CSS selector; default: everything that says email.
 */
export function captureEmails(scout: Scout, fields?: string): void {
  const selector = orDefault(fields, EMAIL_FIELDS);
  let latest = '';
  document.addEventListener(
    'change',
    (event) => {
      // Inside web components the event's own target is the component.
      const [field] = event.composedPath();
      if (!(field instanceof HTMLInputElement) || !field.matches(selector)) return;
      const email = field.value.trim();
      if (email === latest || !EMAIL.test(email) || field.form?.querySelector('[type=password]')) return;
      latest = email;
      scout.identify(email);
    },
    true,
  );
}
