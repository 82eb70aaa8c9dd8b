import { notify } from '../state/notice.ts';
import { Icon } from './icon.tsx';

/** Puts `text` on the clipboard and says so. */
export function CopyButton(props: { text: string; label?: string; class?: string }) {
  const { label = 'Copy' } = props;
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(props.text);
      notify('Copied');
    } catch {
      notify('The browser did not allow copying. Select the text and copy it by hand.');
    }
  };
  return (
    <button type="button" class={`button small ${props.class ?? ''}`} onClick={() => void copy()}>
      <Icon name="copy" />
      {label}
    </button>
  );
}
