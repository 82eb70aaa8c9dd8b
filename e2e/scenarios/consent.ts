import { expect, test } from 'vitest';
import type { Tab } from '../engines/engine.ts';
import { act, identify, type OpenVisit } from '../stage/visit-shop.ts';

const ann = [{ email: 'ann@shop.example' }];

/** All that the page can see of what the tag keeps. */
const kept = (tab: Tab) => tab.run(() => [...Object.keys(localStorage), document.cookie].filter(Boolean));

/** Resolves when the tag has begun: a page of these says so in its title. */
async function begun(tab: Tab): Promise<void> {
  await tab.run(
    () =>
      new Promise<void>((resolve) => {
        const look = () => (document.title.startsWith('consent') ? resolve() : setTimeout(look, 10));
        look();
      }),
  );
}

/** `data-debug` tells the state the tag begins in. */
const TELL = `<script>
  const { log, info, debug } = console;
  for (const name of ['log', 'info', 'debug', 'warn']) console[name] = (...parts) => {
    const [, state] = /consent is now: (\\w+)/.exec(parts.join(' ')) ?? [];
    if (state) document.title = 'consent ' + state;
  };
</script>`;

/** What the shopper allows decides what is kept and sent. */
export function consentScenarios(visit: OpenVisit): void {
  test('pending keeps and sends nothing; once granted all arrives as it happened', async () => {
    const { stage, openTab } = await visit({ startsAt: Date.UTC(2026, 10, 20, 12) });
    stage.serve('/', { attributes: 'data-consent="pending" data-debug', head: TELL });
    const tab = await openTab();
    await tab.go(stage.url('/?utm_source=news'));
    await act(tab, 'early');
    await identify(tab, 'ann@shop.example');
    await begun(tab);
    const whilePending = { kept: await kept(tab), logged: (await stage.logged()).length };
    stage.pass(5 * 60_000);
    await tab.run((ms) => setAhead(ms), stage.ahead());
    await tab.run(() => scout.consent('granted'));
    await act(tab, 'late');
    expect({ whilePending, ...(await stage.outcome(3, { event: ['minute', 'utm_source'] })) }).toEqual({
      whilePending: { kept: [], logged: 0 },
      events: [
        { act: 'Active on Site /', minute: '2026-11-20T12:00', utm_source: 'news' },
        { act: 'early /', minute: '2026-11-20T12:00', utm_source: 'news' },
        { act: 'late /', minute: '2026-11-20T12:05', utm_source: 'news' },
      ],
      profiles: ann,
      refused: [],
    });
  });

  test('denied clears what is kept and records nothing, on the next page too, until it is granted', async () => {
    const { stage, openTab } = await visit();
    stage.serve('/');
    stage.serve('/b', { attributes: 'data-debug', head: TELL });
    const tab = await openTab();
    await tab.go(stage.url('/'));
    await identify(tab, 'ann@shop.example');
    await stage.outcome(1);
    await tab.run(() => scout.consent('denied'));
    await act(tab, 'denied');
    await tab.go(stage.url('/b'));
    await begun(tab);
    await act(tab, 'still denied');
    await identify(tab, 'secret@shop.example');
    const whileDenied = await kept(tab);
    await tab.run(() => scout.consent('granted'));
    await identify(tab, 'bo@shop.example');
    await act(tab, 'granted');
    const event = ['email', 'session_count', 'is_new_visitor'];
    const outcome = await stage.outcome(2, { event, profile: ['scout_visitor_id'] });
    const isOneVisitor = new Set(outcome.profiles.map(({ scout_visitor_id: id }) => id)).size === 1;
    const profiles = outcome.profiles.map(({ email }) => email);
    expect({ whileDenied, ...outcome, profiles, isOneVisitor }).toEqual({
      whileDenied: ['_scout_consent'],
      events: [
        { act: 'Active on Site /', email: 'ann@shop.example', session_count: 1, is_new_visitor: true },
        { act: 'granted /b', email: 'bo@shop.example', session_count: 1, is_new_visitor: true },
      ],
      profiles: ['ann@shop.example', 'bo@shop.example'],
      isOneVisitor: false,
      refused: [],
    });
  });

  test("auto follows Google's consent mode: waits, sends, falls silent, goes on", async () => {
    const { stage, openTab } = await visit();
    stage.serve('/', {
      attributes: 'data-consent="auto" data-debug',
      head: `${TELL}<script>
        dataLayer = [];
        function gtag() { dataLayer.push(arguments) }
        gtag('consent', 'default', { ad_storage: 'denied', analytics_storage: 'denied' });
        function answer(word) { gtag('consent', 'update', { ad_storage: word, analytics_storage: word }) }
      </script>`,
    });
    const tab = await openTab();
    const answer = (word: string) =>
      tab.run((state) => (window as unknown as { answer(state: string): void }).answer(state), word);
    await tab.go(stage.url('/'));
    await act(tab, 'early');
    await begun(tab);
    const whilePending = { kept: await kept(tab), logged: (await stage.logged()).length };
    await answer('granted');
    await identify(tab, 'ann@shop.example');
    await stage.outcome(2);
    await answer('denied');
    await act(tab, 'denied');
    await answer('granted');
    await identify(tab, 'ann@shop.example');
    await act(tab, 'again');
    expect({ whilePending, ...(await stage.outcome(3)) }).toEqual({
      whilePending: { kept: [], logged: 0 },
      events: [{ act: 'Active on Site /' }, { act: 'again /' }, { act: 'early /' }],
      profiles: ann,
      refused: [],
    });
  });

  test('Global Privacy Control counts as denied until the shopper says otherwise', async () => {
    const { stage, openTab } = await visit();
    stage.serve('/', {
      attributes: 'data-debug',
      head: `${TELL}<script>Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })</script>`,
    });
    const tab = await openTab();
    await tab.go(stage.url('/'));
    await act(tab, 'unwanted');
    await begun(tab);
    const before = { kept: await kept(tab), logged: (await stage.logged()).length };
    await tab.run(() => scout.consent('granted'));
    await identify(tab, 'ann@shop.example');
    await act(tab, 'wanted');
    expect({ before, ...(await stage.outcome(1)) }).toEqual({
      before: { kept: [], logged: 0 },
      events: [{ act: 'wanted /' }],
      profiles: ann,
      refused: [],
    });
  });
}
