import { maskEmailsIn } from '../format/mask-email.ts';
import { showsEmails } from '../state/privacy.ts';
import { CopyButton } from './copy-button.tsx';

export interface CodeProps {
  text: string;
  /** Names it for screen readers. */
  label: string;
  hasCopy?: boolean;
  /** Addresses in it are masked until the reader asked for addresses; what is copied is whole. */
  isPersonal?: boolean;
}

/** Text for machines, with a button that copies it. */
export function Code({ text, label, hasCopy = true, isPersonal = false }: CodeProps) {
  return (
    <div class={hasCopy ? 'code has-copy' : 'code'}>
      <pre tabIndex={0} role="region" aria-label={label}>
        {isPersonal && !showsEmails.value ? maskEmailsIn(text) : text}
      </pre>
      {hasCopy && <CopyButton text={text} class="copy" />}
    </div>
  );
}
