import { expect, test } from 'vitest';
import { act, identify, type OpenVisit } from '../stage/visit-shop.ts';

const MINUTE = 60_000;
const FBP = expect.stringMatching(/^fb\.1\.\d{13}\.\d+$/) as string;

/** What brought the shopper: the source of each session, and the ids that ad networks know them by. */
export function attributionScenarios(visit: OpenVisit): void {
  test("a campaign's link tells source, landing page and click ids, on every event of the session", async () => {
    const { stage, openTab } = await visit();
    stage.serve('/');
    stage.serve('/b');
    const tab = await openTab();
    const utm = { utm_source: 's', utm_medium: 'm', utm_campaign: 'c', utm_term: 't', utm_content: 'x' };
    const ids = { gclid: 'G1', gbraid: 'GB1', wbraid: 'WB1' };
    const landing_page = stage.url(`/?${new URLSearchParams({ ...utm, ...ids, fbclid: 'F1' }).toString()}`);
    await tab.go(landing_page);
    await identify(tab, 'ann@shop.example');
    await stage.outcome(1);
    await tab.go(stage.url('/b'));
    const event = [...Object.keys(utm), 'landing_page', 'referrer'];
    const profile = [...event, ...Object.keys(ids), '_fbc', '_fbp'];
    const source = { ...utm, landing_page, referrer: undefined };
    expect(await stage.outcome(2, { event, profile })).toEqual({
      events: [
        { act: 'Active on Site /', ...source },
        { act: 'Active on Site /b', ...source },
      ],
      profiles: [
        {
          email: 'ann@shop.example',
          ...source,
          ...ids,
          _fbc: expect.stringMatching(/^fb\.1\.\d{13}\.F1$/),
          _fbp: FBP,
        },
      ],
      refused: [],
    });
  });

  test("Meta's and Google's own cookies are taken as they are", async () => {
    const { stage, openTab } = await visit();
    const cookies = { _fbp: 'fb.1.1700000000000.77', _fbc: 'fb.1.1700000000000.F7', _gcl_aw: 'GCL.1700000000.G7' };
    const set = Object.entries(cookies).map(([name, value]) => `document.cookie = '${name}=${value}; path=/';`);
    stage.serve('/', { head: `<script>${set.join('')}</script>` });
    const tab = await openTab();
    await tab.go(stage.url('/'));
    await identify(tab, 'ann@shop.example');
    expect(await stage.outcome(1, { profile: ['_fbp', '_fbc', 'gclid'] })).toEqual({
      events: [{ act: 'Active on Site /' }],
      profiles: [{ email: 'ann@shop.example', _fbp: cookies._fbp, _fbc: cookies._fbc, gclid: 'G7' }],
      refused: [],
    });
  });

  test("a Klaviyo link's _kx names the shopper where the owner allows it, without an email", async () => {
    const { stage, openTab } = await visit();
    await stage.api('PATCH', `/destinations/${stage.destinationId}`, { use_kx: true });
    stage.serve('/');
    stage.serve('/b');
    const tab = await openTab();
    await tab.go(stage.url('/?_kx=Abc.XyZ'));
    await stage.outcome(1);
    await tab.go(stage.url('/b'));
    await act(tab, 'last');
    expect(await stage.outcome(3, { event: ['landing_page'], profile: ['_kx'] })).toEqual({
      events: ['Active on Site /', 'Active on Site /b', 'last /b'].map((name) => ({
        act: name,
        landing_page: stage.url('/'),
      })),
      profiles: [{ email: null, _kx: 'Abc.XyZ' }],
      refused: [],
    });
  });

  test('a campaign within the session renews the click ids and leaves the source of the session', async () => {
    const { stage, openTab } = await visit();
    stage.serve('/');
    stage.serve('/b');
    const tab = await openTab();
    await tab.go(stage.url('/?utm_source=first&gclid=G1'));
    await identify(tab, 'ann@shop.example');
    await stage.outcome(1);
    await tab.go(stage.url('/b?utm_source=second&gclid=G2&fbclid=F2'));
    const event = ['utm_source', 'session_count'];
    expect(await stage.outcome(2, { event, profile: ['utm_source', 'gclid', '_fbc'] })).toEqual({
      events: [
        { act: 'Active on Site /', utm_source: 'first', session_count: 1 },
        { act: 'Active on Site /b', utm_source: 'first', session_count: 1 },
      ],
      profiles: [{ email: 'ann@shop.example', utm_source: 'first', gclid: 'G2', _fbc: expect.stringMatching(/\.F2$/) }],
      refused: [],
    });
  });

  test('the way back from a payment provider or from the shop itself is no new source, another site is', async () => {
    const { stage, openTab } = await visit({ startsAt: Date.UTC(2026, 10, 20, 12) });
    const back = (path: string) => `<!doctype html><a href="${stage.url(path)}">on</a>`;
    stage.serve('/');
    stage.serve('/thanks');
    stage.serve('/own');
    stage.serve('/from-blog');
    stage.serveRaw('/to-thanks', back('/thanks'));
    stage.serveRaw('/to-own', back('/own'));
    stage.serveRaw('/to-from-blog', back('/from-blog'));
    const tab = await openTab();
    await tab.go(stage.url('/?utm_source=news'));
    await identify(tab, 'ann@shop.example');
    await stage.outcome(1);
    const hosts = [
      ['/to-thanks', 'www.paypal.localhost'],
      ['/to-own', 'help.shop.localhost'],
      ['/to-from-blog', 'blog.localhost'],
    ] as const;
    for (const [index, [path, host]] of hosts.entries()) {
      stage.pass(31 * MINUTE);
      await tab.go(stage.url(path, host));
      await tab.run(() => document.querySelector('a')?.click());
      await stage.outcome(index + 2);
    }
    const event = ['session_count', 'utm_source', 'referrer'];
    const profile = ['utm_source', 'referrer', 'first_utm_source', 'first_landing_page'];
    const blog = stage.url('/', 'blog.localhost');
    expect(await stage.outcome(4, { event, profile })).toEqual({
      events: [
        { act: 'Active on Site /', session_count: 1, utm_source: 'news', referrer: undefined },
        { act: 'Active on Site /from-blog', session_count: 4, utm_source: undefined, referrer: blog },
        { act: 'Active on Site /own', session_count: 3, utm_source: 'news', referrer: undefined },
        { act: 'Active on Site /thanks', session_count: 2, utm_source: 'news', referrer: undefined },
      ],
      profiles: [
        {
          email: 'ann@shop.example',
          utm_source: 'news',
          referrer: blog,
          first_utm_source: 'news',
          first_landing_page: stage.url('/?utm_source=news'),
        },
      ],
      refused: [],
    });
  });
}
