import { useEffect, useRef } from 'preact/hooks';
import { request } from '../api/request.ts';
import type { Destination, Rule, TagStatus } from '../api/shapes.ts';
import { route } from '../state/route.ts';
import { session } from '../state/session.ts';
import { isHelpOpen } from '../state/use-shortcuts.ts';
import { theme, type Theme } from '../state/theme.ts';
import { useResource } from '../state/use-resource.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { firstSteps } from '../pages/start/first-steps.ts';

const PAGES: readonly (readonly [path: string, name: string, icon: IconName])[] = [
  ['/', 'Overview', 'overview'],
  ['/events', 'Events', 'events'],
  ['/destinations', 'Destinations', 'destinations'],
  ['/rules', 'Rules', 'rules'],
  ['/install', 'Install', 'install'],
  ['/settings', 'Settings', 'settings'],
];

export function Navigation() {
  const open = useOpenSteps();
  const { path } = route.value;
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [path]);
  return (
    <header class="side">
      <a class="brand" href="/">
        <img src="/icon.svg" alt="" />
        Scout
      </a>
      <nav ref={nav} class="nav" aria-label="Pages">
        {(open > 0 || path === '/start') && <NavLink path="/start" name="Get started" icon="start" left={open} />}
        {PAGES.map(([to, name, icon]) => (
          <NavLink key={to} path={to} name={name} icon={icon} />
        ))}
      </nav>
      <div class="side-foot">
        <ThemeButton />
        <button
          type="button"
          class="button quiet square"
          aria-label="Keyboard shortcuts"
          title="Keyboard shortcuts (?)"
          onClick={() => {
            isHelpOpen.value = true;
          }}
        >
          <Icon name="keyboard" />
        </button>
        <button
          type="button"
          class="button quiet square"
          aria-label="Log out"
          title="Log out"
          onClick={() => void logOut()}
        >
          <Icon name="leave" />
        </button>
      </div>
    </header>
  );
}

function NavLink(props: { path: string; name: string; icon: IconName; left?: number }) {
  const { path, name, icon, left = 0 } = props;
  const at = route.value.path;
  const isHere = path === '/' ? at === '/' : at === path || at.startsWith(`${path}/`);
  return (
    <a href={path} aria-current={isHere ? 'page' : undefined}>
      <Icon name={icon} />
      {name}
      {left > 0 && (
        <span class="nav-count">
          {left}
          <span class="visually-hidden"> steps left</span>
        </span>
      )}
    </a>
  );
}

const NEXT_THEME: Record<Theme, { next: Theme; icon: IconName; says: string }> = {
  system: { next: 'light', icon: 'screen', says: 'Colours follow the system' },
  light: { next: 'dark', icon: 'sun', says: 'Light colours' },
  dark: { next: 'system', icon: 'moon', says: 'Dark colours' },
};

function ThemeButton() {
  const { next, icon, says } = NEXT_THEME[theme.value];
  return (
    <button
      type="button"
      class="button quiet square"
      aria-label={`${says}. Change`}
      title={says}
      onClick={() => {
        theme.value = next;
      }}
    >
      <Icon name={icon} />
    </button>
  );
}

async function logOut(): Promise<void> {
  await request('POST', '/logout').catch(() => undefined);
  session.value = 'out';
}

/** How many first steps are not done; 0 while that is not known. */
function useOpenSteps(): number {
  const { data } = useResource(
    `steps ${route.value.path}`,
    async () => {
      const [status, destinations, rules] = await Promise.all([
        request<TagStatus>('GET', '/tag-status'),
        request<Destination[]>('GET', '/destinations'),
        request<Rule[]>('GET', '/rules'),
      ]);
      return firstSteps({ status, destinations, rules }).filter((step) => !step.isDone).length;
    },
    { everyMs: 60_000 },
  );
  return data ?? 0;
}
