import { expect, onTestFinished, test } from 'vitest';
import { openUndriven } from '../../testing/open-browser.ts';
import { startShop } from '../../testing/start-shop.ts';

test('a prerendered page counts when it is shown, not before', async () => {
  const shop = await startShop();
  onTestFinished(shop.stop);
  const settled = Promise.withResolvers<string[]>();
  const activated = Promise.withResolvers<number>();
  const purposes: string[] = [];

  shop.serve(
    '/',
    `<!doctype html><title>Home</title>${shop.tag()}<a href="/next">next</a>
    <script type="speculationrules">{ "prerender": [{ "source": "list", "urls": ["/next"], "eagerness": "immediate" }] }</script>
    <script>fetch('/when-settled').then(() => { scout.track('Leaving'); document.querySelector('a').click() })</script>`,
  );
  shop.serve('/next', (request, response) => {
    purposes.push(String(request.headers['sec-purpose']));
    response.writeHead(200, { 'content-type': 'text/html' }).end(
      `<!doctype html><title>Next</title>${shop.tag()}
      <script>
        scout.track('ViewContent', { name: 'Mug' });
        // The tag begins after two seconds at the latest.
        setTimeout(() => fetch('/settled'), 2500);
        document.addEventListener('prerenderingchange', () =>
          fetch('/activated?' + performance.getEntriesByType('navigation')[0].activationStart));
      </script>`,
    );
  });
  shop.serve('/settled', (_, response) => {
    settled.resolve(shop.names());
    response.end();
  });
  shop.serve('/when-settled', (_, response) => void settled.promise.then(() => response.end()));
  shop.serve('/activated', (request, response) => {
    activated.resolve(Number(request.url?.split('?')[1]));
    response.end();
  });

  const startedAt = Date.now();
  onTestFinished(openUndriven(`http://localhost:${shop.port}/`));
  expect(await settled.promise).toEqual(['PageView']);
  const settledAt = Date.now();
  expect(purposes).toEqual([expect.stringContaining('prerender')]);
  expect(await activated.promise).toBeGreaterThan(0);
  await shop.until(() => shop.names().length === 4);

  expect(
    shop
      .stored()
      .map(({ name, context }) => `${name} of ${context?.page_title}`)
      .toSorted(),
  ).toEqual(['Leaving of Home', 'PageView of Home', 'PageView of Next', 'ViewContent of Next']);
  for (const { context, time } of shop.stored()) {
    expect(Date.parse(time ?? '')).toBeGreaterThan(context?.page_title === 'Next' ? settledAt - 100 : startedAt);
  }
});
