import { TextField } from '../../ui/field.tsx';

/** Where Klaviyo's owners make keys. */
export const KEYS_PAGE = 'https://www.klaviyo.com/settings/account/api-keys';

export function KeyField(props: { value: string; onValue: (value: string) => void; wrong: string | undefined }) {
  return (
    <TextField
      label="Private key"
      type="password"
      autocomplete="off"
      spellcheck={false}
      required
      autofocus
      placeholder="pk_…"
      {...props}
    />
  );
}
