import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'idle';

const ICONS: Record<Tone, IconName> = { good: 'check', warn: 'warning', bad: 'warning', info: 'info', idle: 'info' };

/** One sentence that the reader should not miss, with the one thing to do beside it. */
export function Banner(props: { tone: Tone; children: ComponentChildren; action?: ComponentChildren }) {
  return (
    <div class={`banner tone-${props.tone}`} role={props.tone === 'bad' ? 'alert' : 'status'}>
      <Icon name={ICONS[props.tone]} />
      <p class="banner-text">{props.children}</p>
      {props.action}
    </div>
  );
}
