import type { Status } from '../api/shapes.ts';
import { Icon, type IconName } from './icon.tsx';

/** How each status is shown: tone, drawing and word, so that colour is never alone. */
export const STATUS_LOOK: Record<Status, { tone: string; icon: IconName; word: string }> = {
  delivered: { tone: 'good', icon: 'check', word: 'Delivered' },
  queued: { tone: 'info', icon: 'clock', word: 'Queued' },
  retrying: { tone: 'warn', icon: 'repeat', word: 'Retrying' },
  held: { tone: 'hold', icon: 'pause', word: 'Held' },
  skipped: { tone: 'idle', icon: 'dash', word: 'Skipped' },
  failed: { tone: 'bad', icon: 'cross', word: 'Failed' },
};

export function StatusBadge({ status, title }: { status: Status; title?: string | undefined }) {
  const { tone, icon, word } = STATUS_LOOK[status];
  return <Badge tone={tone} icon={icon} text={word} title={title} />;
}

/** A word with a drawing on a tinted ground. */
export function Badge(props: { tone: string; icon: IconName; text: string; title?: string | undefined }) {
  return (
    <span class={`status tone-${props.tone}`} title={props.title}>
      <Icon name={props.icon} />
      {props.text}
    </span>
  );
}
