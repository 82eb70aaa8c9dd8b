import { chromium, type Browser } from 'playwright';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openUndriven } from '../packages/sdk/testing/open-browser.ts';
import { findChromium } from '../scripts/chromium.ts';
import { CHROMIUM_FLAGS } from './engines/chromium.ts';
import { openStage } from './stage/open-stage.ts';

// What only Chromium has (prerendering), or what only its driver can do (offline, a sure back/forward cache).

const ann = [{ email: 'ann@shop.example' }];

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: findChromium() ?? '',
    // Playwright switches it off; shoppers have it.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    args: CHROMIUM_FLAGS,
  });
});
afterAll(() => browser.close());

async function visit() {
  const stage = await openStage();
  onTestFinished(() => stage.close());
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  return { stage, context, page: await context.newPage() };
}

test('a return from the back/forward cache is a view of its own, with nothing sent twice', async () => {
  const { stage, page } = await visit();
  stage.serve('/', {
    body: `<a href="/b">on</a>
      <script>onpageshow = (event) => { if (event.persisted) scout.track('Act', { what: 'from the cache' }) }</script>`,
  });
  stage.serve('/b');
  await page.goto(stage.url('/'));
  await page.evaluate(() => scout.identify('ann@shop.example'));
  await stage.outcome(1);
  await page.click('a');
  await stage.outcome(2);
  await page.evaluate(() => history.back());
  await stage.outcome(4);
  await page.evaluate(() => scout.track('Act', { what: 'last' }));
  const outcome = await stage.outcome(5, { event: ['session_count'] });
  expect({ ...outcome, repeated: await stage.repeated() }).toEqual({
    events: ['Active on Site /', 'Active on Site /', 'Active on Site /b', 'from the cache /', 'last /'].map((act) => ({
      act,
      session_count: 1,
    })),
    profiles: ann,
    refused: [],
    repeated: 0,
  });
});

test('what happens offline arrives when the browser is online again, from the page that is open', async () => {
  const { stage, context, page } = await visit();
  stage.serve('/');
  await page.goto(stage.url('/'));
  await page.evaluate(() => scout.identify('ann@shop.example'));
  await stage.outcome(1);
  await context.setOffline(true);
  const failed = page.waitForEvent('requestfailed');
  await page.evaluate(() => scout.track('Act', { what: 'offline' }));
  await failed;
  await context.setOffline(false);
  await page.evaluate(() => scout.track('Act', { what: 'online' }));
  expect(await stage.outcome(3)).toEqual({
    events: [{ act: 'Active on Site /' }, { act: 'offline /' }, { act: 'online /' }],
    profiles: ann,
    refused: [],
  });
});

test('a prerendered page counts when it is shown, not before', async () => {
  const stage = await openStage();
  onTestFinished(() => stage.close());
  stage.serve('/', {
    body: `<a href="/next">on</a>
      <script type="speculationrules">{ "prerender": [{ "source": "list", "urls": ["/next"], "eagerness": "immediate" }] }</script>
      <script>
        scout.identify('ann@shop.example');
        addEventListener('storage', ({ key }) => {
          if (key !== 'settled') return;
          scout.track('Act', { what: 'leaving' });
          document.querySelector('a').click();
        });
      </script>`,
  });
  stage.serve('/next', {
    body: `<script>
        scout.track('Act', { what: document.prerendering ? 'prerendered' : 'loaded' });
        // The tag begins after two seconds at the latest.
        setTimeout(() => localStorage.setItem('settled', '1'), 3000);
      </script>`,
  });
  onTestFinished(openUndriven(stage.url('/')));
  const outcome = await stage.outcome(4);
  const timeOf = (path: string, metric: string) =>
    stage.sandbox
      .events()
      .find((event) => event.metric === metric && String(event.properties['page_url']).endsWith(path))?.time ?? '';
  const leftAt = timeOf('/', 'Act');
  const isShownLater = ['Active on Site', 'Act'].every((metric) => timeOf('/next', metric) >= leftAt);
  expect({ ...outcome, isShownLater }).toEqual({
    events: [
      { act: 'Active on Site /' },
      { act: 'Active on Site /next' },
      { act: 'leaving /' },
      { act: 'prerendered /next' },
    ],
    profiles: ann,
    refused: [],
    isShownLater: true,
  });
});
