import { expect, test } from 'vitest';
import { act, identify, type OpenVisit } from '../stage/visit-shop.ts';

const MINUTE = 60_000;
const SESSION = ['session_count', 'is_new_visitor'];
const first = { session_count: 1, is_new_visitor: true };

/** Who the shopper is and which visit this is, in the cases where others get it wrong. */
export function identityScenarios(visit: OpenVisit): void {
  test('two tabs are one visitor in one session', async () => {
    const { stage, openTab } = await visit();
    stage.serve('/');
    stage.serve('/b');
    const one = await openTab();
    await one.go(stage.url('/?utm_source=news'));
    await identify(one, 'ann@shop.example');
    await stage.stored(1);
    const two = await openTab();
    await two.go(stage.url('/b'));
    await act(one, 'in one');
    await act(two, 'in two');
    await act(one, 'last');
    expect(await stage.outcome(5, { event: [...SESSION, 'utm_source'], profile: ['session_count'] })).toEqual({
      events: ['Active on Site /', 'Active on Site /b', 'in one /', 'in two /b', 'last /'].map((name) => ({
        act: name,
        ...first,
        utm_source: 'news',
      })),
      profiles: [{ email: 'ann@shop.example', session_count: 1 }],
      refused: [],
    });
  });

  test('midnight does not end a session', async () => {
    const beforeMidnight = new Date(2026, 10, 20, 23, 50, 1).getTime();
    const { stage, openTab } = await visit({ startsAt: beforeMidnight });
    stage.serve('/');
    stage.serve('/b');
    const tab = await openTab();
    await tab.go(stage.url('/'));
    await identify(tab, 'ann@shop.example');
    await stage.stored(1);
    stage.pass(20 * MINUTE);
    await tab.run((ms) => setAhead(ms), stage.ahead());
    await act(tab, 'next day');
    await tab.go(stage.url('/b'));
    const minute = (ms: number) => new Date(ms).toISOString().slice(0, 16);
    const after = minute(beforeMidnight + 20 * MINUTE);
    expect(await stage.outcome(3, { event: [...SESSION, 'minute'] })).toEqual({
      events: [
        { act: 'Active on Site /', ...first, minute: minute(beforeMidnight) },
        { act: 'Active on Site /b', ...first, minute: after },
        { act: 'next day /', ...first, minute: after },
      ],
      profiles: [{ email: 'ann@shop.example' }],
      refused: [],
    });
  });

  test('half an hour of silence begins the next session, less does not', async () => {
    const { stage, openTab } = await visit({ startsAt: Date.UTC(2026, 10, 20, 12) });
    stage.serve('/');
    stage.serve('/b');
    stage.serve('/c');
    const tab = await openTab();
    await tab.go(stage.url('/?utm_source=first'));
    await identify(tab, 'ann@shop.example');
    await stage.outcome(1);
    stage.pass(29 * MINUTE);
    await tab.go(stage.url('/b?utm_source=second'));
    await stage.outcome(2);
    stage.pass(31 * MINUTE);
    await tab.go(stage.url('/c?utm_source=third'));
    expect(
      await stage.outcome(3, { event: [...SESSION, 'utm_source'], profile: ['utm_source', 'first_utm_source'] }),
    ).toEqual({
      events: [
        { act: 'Active on Site /', ...first, utm_source: 'first' },
        { act: 'Active on Site /b', ...first, utm_source: 'first' },
        { act: 'Active on Site /c', session_count: 2, is_new_visitor: false, utm_source: 'third' },
      ],
      profiles: [{ email: 'ann@shop.example', utm_source: 'third', first_utm_source: 'first' }],
      refused: [],
    });
  });

  test('a clock that jumps ahead and back dates nothing in the future and makes no further session', async () => {
    const { stage, openTab } = await visit({ startsAt: Date.UTC(2026, 10, 20, 12) });
    stage.serve('/');
    const tab = await openTab();
    await tab.go(stage.url('/'));
    await identify(tab, 'ann@shop.example');
    await stage.stored(1);
    await tab.run((ms) => setAhead(ms), stage.ahead() + 48 * 60 * MINUTE);
    await act(tab, 'ahead');
    await stage.stored(2);
    await tab.run((ms) => setAhead(ms), stage.ahead());
    await act(tab, 'back');
    const minute = '2026-11-20T12:00';
    expect(await stage.outcome(3, { event: [...SESSION, 'minute'] })).toEqual({
      events: [
        { act: 'Active on Site /', ...first, minute },
        { act: 'ahead /', session_count: 2, is_new_visitor: false, minute },
        { act: 'back /', session_count: 2, is_new_visitor: false, minute },
      ],
      profiles: [{ email: 'ann@shop.example' }],
      refused: [],
    });
  });

  test('what was done before identify arrives with its own time and source, what comes later at once', async () => {
    const { stage, openTab } = await visit({ startsAt: Date.UTC(2026, 10, 20, 12) });
    stage.serve('/');
    stage.serve('/b');
    const tab = await openTab();
    await tab.go(stage.url('/?utm_source=news'));
    await act(tab, 'anonymous');
    await stage.stored(2);
    stage.pass(10 * MINUTE);
    await tab.go(stage.url('/b'));
    await tab.run(() => scout.identify({ email: 'ann@shop.example', first_name: 'Ann' }));
    await act(tab, 'known');
    const event = ['minute', 'utm_source', 'email'];
    expect(await stage.outcome(4, { event, profile: ['first_name'] })).toEqual({
      events: [
        ['Active on Site /', '2026-11-20T12:00'],
        ['Active on Site /b', '2026-11-20T12:10'],
        ['anonymous /', '2026-11-20T12:00'],
        ['known /b', '2026-11-20T12:10'],
      ].map(([name, minute]) => ({ act: name, minute, utm_source: 'news', email: 'ann@shop.example' })),
      profiles: [{ email: 'ann@shop.example', first_name: 'Ann' }],
      refused: [],
    });
  });

  test('after a logout nothing of the next shopper is told of the one who left', async () => {
    const { stage, openTab } = await visit();
    stage.serve('/');
    stage.serve('/b');
    const tab = await openTab();
    await tab.go(stage.url('/?utm_source=news&gclid=G1'));
    await identify(tab, 'ann@shop.example');
    await act(tab, 'of ann');
    await stage.outcome(2);
    await tab.run(() => scout.reset());
    await act(tab, 'of nobody yet');
    await stage.stored(3);
    await tab.go(stage.url('/b'));
    await identify(tab, 'bo@shop.example');
    await act(tab, 'of bo');
    const event = ['email', ...SESSION];
    expect(await stage.outcome(5, { event, profile: ['gclid', 'first_utm_source'] })).toEqual({
      events: [
        { act: 'Active on Site /', email: 'ann@shop.example', ...first },
        { act: 'Active on Site /b', email: 'bo@shop.example', ...first },
        { act: 'of ann /', email: 'ann@shop.example', ...first },
        { act: 'of bo /b', email: 'bo@shop.example', ...first },
        { act: 'of nobody yet /', email: 'bo@shop.example', ...first },
      ],
      profiles: [
        { email: 'ann@shop.example', gclid: 'G1', first_utm_source: 'news' },
        { email: 'bo@shop.example', gclid: undefined, first_utm_source: undefined },
      ],
      refused: [],
    });
  });

  test("the collector's cookie on the highest domain makes subdomains one visitor in one session from one source, and holds no email", async () => {
    const { stage, openTab } = await visit();
    stage.serve('/');
    stage.serve('/pay');
    const tab = await openTab();
    await tab.go(stage.url('/?utm_source=mail&gclid=G1'));
    await identify(tab, 'ann@shop.example');
    await stage.outcome(1);
    await tab.go(stage.url('/pay', 'checkout.shop.localhost'));
    await act(tab, 'paid');
    const outcome = await stage.outcome(3, {
      event: ['email', 'utm_source', 'landing_page', ...SESSION],
      profile: ['gclid'],
    });
    const state = await tab.run(() => `${document.cookie} ${JSON.stringify(localStorage)}`);
    expect({ ...outcome, state }).toEqual({
      events: ['Active on Site /', 'Active on Site /pay', 'paid /pay'].map((name) => ({
        act: name,
        email: 'ann@shop.example',
        utm_source: 'mail',
        landing_page: stage.url('/?utm_source=mail&gclid=G1'),
        ...first,
      })),
      profiles: [{ email: 'ann@shop.example', gclid: 'G1' }],
      refused: [],
      state: expect.stringMatching(/^_scout=[\w-]+\.1\.[\w-]+\.\d{10} (?!.*ann)/),
    });
  });

  test('script storage that was cleared, as Safari does, costs neither the visitor nor the count', async () => {
    const { stage, openTab } = await visit({ startsAt: Date.UTC(2026, 10, 10, 12) });
    stage.serve('/');
    stage.serve('/b');
    const tab = await openTab();
    await tab.go(stage.url('/'));
    await identify(tab, 'ann@shop.example');
    await stage.outcome(1);
    const [{ scout_visitor_id: id } = {}] = stage.sandbox.profiles().map(({ properties }) => properties);
    await tab.run(() => localStorage.clear());
    stage.pass(8 * 24 * 60 * MINUTE);
    await tab.go(stage.url('/b'));
    expect(await stage.outcome(2, { event: SESSION, profile: ['scout_visitor_id'] })).toEqual({
      events: [
        { act: 'Active on Site /', ...first },
        { act: 'Active on Site /b', session_count: 2, is_new_visitor: false },
      ],
      profiles: [{ email: 'ann@shop.example', scout_visitor_id: id }],
      refused: [],
    });
  });

  test('with storage and cookies blocked everything works from memory', async () => {
    const { stage, openTab } = await visit();
    stage.serve('/', {
      head: `<script>
        const get = () => { throw new DOMException('blocked', 'SecurityError') };
        for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get });
        Object.defineProperty(document, 'cookie', { get, set: get });
      </script>`,
    });
    const tab = await openTab();
    await tab.go(stage.url('/?utm_source=news'));
    await act(tab, 'before');
    await identify(tab, 'ann@shop.example');
    await act(tab, 'after');
    expect(await stage.outcome(3, { event: [...SESSION, 'utm_source'] })).toEqual({
      events: ['Active on Site /', 'after /', 'before /'].map((name) => ({ act: name, ...first, utm_source: 'news' })),
      profiles: [{ email: 'ann@shop.example' }],
      refused: [],
    });
  });
}
