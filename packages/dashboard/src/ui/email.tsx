import { maskEmail } from '../format/mask-email.ts';
import { showsEmails } from '../state/privacy.ts';

/** An address, masked until the reader asked for addresses. */
export function Email({ email }: { email: string | null }) {
  if (email === null) return <span class="soft">not known yet</span>;
  return <span class="break">{showsEmails.value ? email : maskEmail(email)}</span>;
}

export function EmailToggle() {
  return (
    <button
      type="button"
      class="button quiet"
      aria-pressed={showsEmails.value}
      onClick={() => {
        showsEmails.value = !showsEmails.value;
      }}
    >
      {showsEmails.value ? 'Hide addresses' : 'Show addresses'}
    </button>
  );
}
