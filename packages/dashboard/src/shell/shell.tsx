import type { ComponentChildren } from 'preact';
import { OverviewPage } from '../pages/overview/overview-page.tsx';
import { route } from '../state/route.ts';
import { useShortcuts } from '../state/use-shortcuts.ts';
import { lazy } from '../ui/lazy.tsx';
import { Empty } from '../ui/empty.tsx';
import { Page } from '../ui/page.tsx';
import { Navigation } from './navigation.tsx';
import { ShortcutHelp } from './shortcut-help.tsx';

const DestinationsPage = lazy(
  async () => (await import('../pages/destinations/destinations-page.tsx')).DestinationsPage,
);
const EventsPage = lazy(async () => (await import('../pages/events/events-page.tsx')).EventsPage);
const EventPage = lazy(async () => (await import('../pages/events/event-page.tsx')).EventPage);
const RulesPage = lazy(async () => (await import('../pages/rules/rules-page.tsx')).RulesPage);
const StartPage = lazy(async () => (await import('../pages/start/start-page.tsx')).StartPage);
const InstallPage = lazy(async () => (await import('../pages/install/install-page.tsx')).InstallPage);
const SettingsPage = lazy(async () => (await import('../pages/settings/settings-page.tsx')).SettingsPage);

/** What surrounds every page, and the choice of the page by the address. */
export function Shell() {
  useShortcuts();
  return (
    <div class="shell">
      <a class="skip" href="#content">
        Skip to content
      </a>
      <Navigation />
      <main id="content">{pageOf(route.value.path)}</main>
      <ShortcutHelp />
    </div>
  );
}

function pageOf(path: string): ComponentChildren {
  const eventId = /^\/events\/(.+)$/.exec(path)?.[1];
  if (eventId !== undefined) return <EventPage key={eventId} id={decodeURIComponent(eventId)} />;
  switch (path) {
    case '/':
      return <OverviewPage />;
    case '/events':
      return <EventsPage />;
    case '/destinations':
      return <DestinationsPage />;
    case '/rules':
      return <RulesPage />;
    case '/start':
    case '/setup':
      return <StartPage />;
    case '/install':
      return <InstallPage />;
    case '/settings':
      return <SettingsPage />;
    default:
      return (
        <Page title="Nothing here">
          <Empty icon="search" title="This page does not exist">
            <a href="/">Go to the overview</a>
          </Empty>
        </Page>
      );
  }
}
