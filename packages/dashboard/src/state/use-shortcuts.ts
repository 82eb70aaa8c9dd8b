import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { navigate } from './route.ts';

/** Whether the list of shortcuts is shown. */
export const isHelpOpen = signal(false);

/** After `g`, each goes to its page. */
export const GO_TO: Record<string, readonly [path: string, name: string]> = {
  o: ['/', 'Overview'],
  e: ['/events', 'Events'],
  d: ['/destinations', 'Destinations'],
  r: ['/rules', 'Rules'],
  i: ['/install', 'Install'],
  s: ['/settings', 'Settings'],
};

const SEQUENCE_MS = 1_200;

/** The keys that work on every page, unless somebody is typing or a dialog is open. */
export function useShortcuts(): void {
  useEffect(() => {
    let wentAt = 0;
    const onKey = (event: KeyboardEvent): void => {
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector('dialog[open]')) return;
      const target = GO_TO[event.key];
      if (event.key === '?') isHelpOpen.value = true;
      else if (event.key === '/') {
        const search = document.querySelector<HTMLInputElement>('input[type="search"]');
        if (!search) return;
        event.preventDefault();
        search.focus();
      } else if (event.key === 'g') wentAt = event.timeStamp;
      else if (target && event.timeStamp - wentAt < SEQUENCE_MS) navigate(target[0]);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, select, textarea') !== null;
}
