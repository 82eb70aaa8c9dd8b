import type { Destination } from '../../api/shapes.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { testSteps, type TestStep } from './test-steps.ts';
import { useEntry } from './use-entry.ts';

const LOOKS: Record<TestStep['state'], { icon: IconName; words: string }> = {
  done: { icon: 'check', words: 'done' },
  now: { icon: 'clock', words: 'under way' },
  open: { icon: 'dash', words: 'not yet' },
  failed: { icon: 'cross', words: 'stopped' },
};

/** The steps of a test event as they happen. */
export function FollowTest({ id, destinations }: { id: string; destinations: Destination[] }) {
  const names = new Map(destinations.map((each) => [each.id, each.account?.name ?? `key ${each.key_hint}`]));
  const entry = useEntry(id);
  return (
    <Loaded resource={entry}>
      {(data) => (
        <ol class="way" aria-live="polite">
          {testSteps(data, names).map(({ title, state, text }, index) => (
            <li key={index} class={`way-${state}`}>
              <Icon name={LOOKS[state].icon} />
              <div>
                <p>
                  {title}
                  <span class="visually-hidden">: {LOOKS[state].words}</span>
                </p>
                {text !== undefined && <p class="soft small break">{text}</p>}
              </div>
            </li>
          ))}
        </ol>
      )}
    </Loaded>
  );
}
