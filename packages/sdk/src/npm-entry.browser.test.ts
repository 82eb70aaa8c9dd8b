import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildModule } from '../build.ts';
import { openBrowser } from '../testing/open-browser.ts';
import { visitShop } from '../testing/visit-shop.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

test('the npm entry does what the tag does, and is one Scout however often it is created', async () => {
  const { shop, page } = await visitShop(browser);
  const module = await buildModule();
  shop.serve('/index.js', (_, response) => {
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(module);
  });
  shop.serve(
    '/',
    `<!doctype html><title>App</title><script type="module">
      import { captureRouteChanges, createScout, explain } from '/index.js';
      const options = { key: 'pk_test', host: '${shop.collector}', debug: explain };
      const scout = createScout(options);
      captureRouteChanges(scout);
      scout.identify('a@b.se');
      scout.track('A');
      createScout(options).track('B');
      window.isOne = window.scout === scout && createScout(options) === scout;
    </script>`,
  );
  await page.goto(`${shop.origin()}/?utm_source=news`);
  await shop.until(() => shop.names().length === 3);
  await page.evaluate(() => history.pushState({}, '', '/cart'));
  await shop.until(() => shop.names().length === 4);
  expect(shop.names()).toEqual(['A', 'B', 'PageView', 'PageView']);
  expect(shop.stored()[0]?.context).toMatchObject({ utm_source: 'news', session_count: 1 });
  expect(shop.requests[0]?.batch.identity).toEqual({ email: 'a@b.se' });
  expect(await page.evaluate('isOne')).toBe(true);
});

test('wrong options say in the console what was expected, and the page goes on', async () => {
  const { shop, page } = await visitShop(browser);
  const module = await buildModule();
  const lines: string[] = [];
  page.on('console', (message) => lines.push(message.text()));
  shop.serve('/index.js', (_, response) => {
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(module);
  });
  shop.serve(
    '/',
    `<!doctype html><script type="module">
      import { createScout } from '/index.js';
      createScout({ key: '', host: '${shop.collector}' }).track('A');
      createScout({ key: 'pk_test', host: 't.shop.test' }).track('B');
      window.isDone = true;
    </script>`,
  );
  await page.goto(`${shop.origin()}/`);
  await page.waitForFunction('window.isDone');
  const said = lines.filter((line) => line.startsWith('[scout]'));
  expect(said).toEqual([expect.stringContaining('expected key: "pk_…"'), expect.stringContaining('Invalid URL')]);
});
