import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';

/** What stands where nothing is yet: why, and what to do about it. */
export function Empty(props: { icon: IconName; title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <Icon name={props.icon} />
      <h2>{props.title}</h2>
      {props.children}
    </div>
  );
}
