import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { startTlsFront } from '../stage/tls-front.ts';
import { act, identify, type OpenVisit } from '../stage/visit-shop.ts';

const ann = [{ email: 'ann@shop.example' }];
const acts = (...names: string[]) => names.map((name) => ({ act: name }));

/** Nothing is lost and nothing comes twice, however a page ends and whatever the collector does. */
export function deliveryScenarios(visit: OpenVisit): void {
  test('what a click does that leaves the page at once arrives, without another page to help', async () => {
    const { stage, openTab } = await visit();
    stage.serve('/', {
      body: `<a href="/bare" onclick="scout.track('Act', { what: 'clicked' }); scout.identify('ann@shop.example')">go</a>`,
    });
    stage.serveRaw('/bare', '<!doctype html>');
    const tab = await openTab();
    await tab.go(stage.url('/'));
    await tab.run(() => document.querySelector('a')?.click());
    expect(await stage.outcome(2)).toEqual({
      events: acts('Active on Site /', 'clicked /'),
      profiles: ann,
      refused: [],
    });
  });

  test('a tab that is closed right after loses nothing', async () => {
    const { stage, openTab } = await visit();
    stage.serve('/');
    const tab = await openTab();
    await tab.go(stage.url('/'));
    await identify(tab, 'ann@shop.example');
    await stage.outcome(1);
    await act(tab, 'last');
    await tab.close();
    expect(await stage.outcome(2)).toEqual({
      events: acts('Active on Site /', 'last /'),
      profiles: ann,
      refused: [],
    });
  });

  test('what happens while the collector is dead arrives when it is back, also from pages that were left', async () => {
    const { stage, openTab } = await visit({ asProcess: true });
    stage.serve('/');
    stage.serve('/b');
    stage.serveRaw('/bare', '<!doctype html>');
    const tab = await openTab();
    await tab.go(stage.url('/?utm_source=news'));
    await identify(tab, 'ann@shop.example');
    await stage.outcome(1);
    await stage.endCollector();
    await act(tab, 'while dead');
    await tab.go(stage.url('/bare'));
    await stage.restartCollector();
    await tab.go(stage.url('/b'));
    await act(tab, 'afterwards');
    expect(await stage.outcome(4, { event: ['utm_source'] })).toEqual({
      events: ['Active on Site /', 'Active on Site /b', 'afterwards /b', 'while dead /'].map((name) => ({
        act: name,
        utm_source: 'news',
      })),
      profiles: ann,
      refused: [],
    });
  });

  test('a page that stays open tries again by itself until the collector is back', async () => {
    const { stage, openTab } = await visit();
    stage.serve('/');
    const tab = await openTab();
    await tab.go(stage.url('/'));
    await identify(tab, 'ann@shop.example');
    await stage.outcome(1);
    await stage.endCollector();
    await act(tab, 'one');
    await act(tab, 'two');
    await stage.restartCollector();
    expect(await stage.outcome(3)).toEqual({
      events: acts('Active on Site /', 'one /', 'two /'),
      profiles: ann,
      refused: [],
    });
  });

  test('a 503 with Retry-After keeps the event, and the next page asks no sooner', async () => {
    const { stage, openTab } = await visit();
    stage.serve('/');
    stage.serve('/b');
    const tab = await openTab();
    await tab.go(stage.url('/'));
    await identify(tab, 'ann@shop.example');
    await stage.outcome(1);
    const other = new DatabaseSync(join(stage.dataDir, 'scout.db'));
    onTestFinished(() => other.close());
    // Another writer: the collector cannot store and says so.
    other.exec('BEGIN IMMEDIATE');
    await act(tab, 'refused once');
    await stage.until('the 503', () => tab.run(() => Number(localStorage.getItem('_scout_wait')) > Date.now()));
    other.exec('ROLLBACK');
    await tab.go(stage.url('/b'));
    await act(tab, 'last');
    expect(await stage.outcome(4)).toEqual({
      events: acts('Active on Site /', 'Active on Site /b', 'last /b', 'refused once /'),
      profiles: ann,
      refused: ['collector: 503'],
    });
  });

  test('more than 64 KB that wait as the page is left arrive once each', async () => {
    const { stage, openTab } = await visit();
    stage.serve('/');
    stage.serve('/b');
    const tab = await openTab();
    await tab.go(stage.url('/'));
    await identify(tab, 'ann@shop.example');
    await stage.outcome(1);
    await tab.run(() => {
      for (let number = 100; number < 150; number++) {
        scout.track('Act', { what: `large ${number}`, text: 'x'.repeat(3_000) });
      }
      location.href = '/b';
    });
    const large = Array.from({ length: 50 }, (_, index) => `large ${100 + index} /`);
    expect(await stage.outcome(52)).toEqual({
      events: acts('Active on Site /', 'Active on Site /b', ...large),
      profiles: ann,
      refused: [],
    });
  });

  test('two tabs with events in wait send each once', async () => {
    const { stage, openTab } = await visit();
    stage.serve('/');
    stage.serve('/b');
    const one = await openTab();
    await one.go(stage.url('/'));
    await identify(one, 'ann@shop.example');
    const two = await openTab();
    await two.go(stage.url('/b'));
    await stage.outcome(2);
    await stage.endCollector();
    await act(one, 'in one');
    await act(two, 'in two');
    await stage.restartCollector();
    const outcome = await stage.outcome(4);
    expect({ ...outcome, repeated: await stage.repeated() }).toEqual({
      events: acts('Active on Site /', 'Active on Site /b', 'in one /', 'in two /b'),
      profiles: ann,
      refused: [],
      repeated: 0,
    });
  });

  test('a first TLS connection that takes its time does not lose what was done as the page was left', async () => {
    const { stage, openTab } = await visit();
    const front = await startTlsFront({ port: stage.collectorPort, delayMs: 300 });
    onTestFinished(() => front.stop());
    // The script comes from elsewhere, so that the connection to the collector is cold.
    const script = await (await fetch(`http://127.0.0.1:${stage.collectorPort}/s.js`)).text();
    stage.serveRaw('/tag.js', script, { 'content-type': 'text/javascript' });
    const tag = stage
      .tag(`data-host="https://t.shop.localhost:${front.port}"`)
      .replace(/src="[^"]*"/, 'src="/tag.js"')
      .replace('<script async', '<script');
    stage.serveRaw(
      '/',
      `<!doctype html><title>Cold</title>${tag}
      <script>scout.identify('ann@shop.example'); scout.track('Act', { what: 'cold' }); location.href = '/bare'</script>`,
    );
    stage.serveRaw('/bare', '<!doctype html>');
    const tab = await openTab();
    await tab.go(stage.url('/'));
    expect(await stage.outcome(2)).toEqual({
      events: acts('Active on Site /', 'cold /'),
      profiles: ann,
      refused: [],
    });
  });
}
