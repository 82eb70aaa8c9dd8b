import { expect, test } from 'vitest';
import { act, identify, type OpenVisit } from '../stage/visit-shop.ts';

const ann = [{ email: 'ann@shop.example' }];
const BREAKS = [
  ['fetch is gone', `window.fetch = undefined;`],
  ['fetch throws', `window.fetch = () => { throw new TypeError('broken') };`],
  ['storage is full', `Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') };`],
  ['arrays and strings have a toJSON', `Array.prototype.toJSON = function () { return this.join() };`],
] as const;

/** Whatever the page does, it gets no error from the tag. */
export function robustnessScenarios(visit: OpenVisit): void {
  test('hostile properties and wrong calls cost at most themselves', async () => {
    const { stage, openTab } = await visit();
    stage.serve('/');
    const tab = await openTab();
    await tab.go(stage.url('/'));
    await identify(tab, 'ann@shop.example');
    await tab.run(() => {
      const call = scout as unknown as Record<string, (...args: unknown[]) => void>;
      const circular: Record<string, unknown> = { what: 'circular' };
      circular['self'] = circular;
      call['track']?.('Act', circular);
      call['track']?.('Act', {
        what: 'hostile',
        toJSON() {
          throw new Error('toJSON');
        },
        get broken() {
          throw new Error('getter');
        },
      });
      for (const wrong of [undefined, null, 7, {}, Symbol('x')]) call['track']?.(wrong);
      for (const wrong of [undefined, null, 7, [], () => 1]) call['identify']?.(wrong);
      for (const wrong of [undefined, 'yes', {}]) call['consent']?.(wrong);
      call['track']?.('Act', { what: 'last' });
    });
    expect(await stage.outcome(4)).toEqual({
      events: [{ act: 'Active on Site /' }, { act: 'circular /' }, { act: 'hostile /' }, { act: 'last /' }],
      profiles: ann,
      refused: [],
    });
  });

  test('pasted twice, the tag counts once', async () => {
    const { stage, openTab } = await visit();
    stage.serve('/', { head: stage.tag() });
    const tab = await openTab();
    await tab.go(stage.url('/'));
    await identify(tab, 'ann@shop.example');
    await act(tab, 'once');
    expect(await stage.outcome(2)).toEqual({
      events: [{ act: 'Active on Site /' }, { act: 'once /' }],
      profiles: ann,
      refused: [],
    });
  });

  test('a strict content security policy with Trusted Types lets the tag and its extras work', async () => {
    const { stage, openTab } = await visit();
    const tag = stage.tag('data-datalayer data-email data-product data-spa nonce="abc"');
    stage.serveRaw(
      '/',
      `<!doctype html><title>Strict</title>
      <script nonce="abc">
        addEventListener('securitypolicyviolation', (event) => {
          if (!event.blockedURI.includes('favicon')) scout.track('Act', { what: 'violation of ' + event.violatedDirective });
        });
        dataLayer = [{ event: 'add_to_cart', ecommerce: { value: 2, items: [{ item_id: 'M-1' }] } }];
      </script>
      ${tag.replace('<script>', '<script nonce="abc">')}
      <script nonce="abc">scout.identify('ann@shop.example'); scout.track('Act', { what: 'last' })</script>`,
      {
        'content-security-policy': [
          "default-src 'none'",
          `script-src 'nonce-abc' ${stage.collectorUrl}`,
          `connect-src ${stage.collectorUrl}`,
          "require-trusted-types-for 'script'",
          "trusted-types 'none'",
        ].join('; '),
      },
    );
    const tab = await openTab();
    await tab.go(stage.url('/'));
    expect(await stage.outcome(3)).toEqual({
      events: [{ act: 'Active on Site /' }, { act: 'Added to Cart /' }, { act: 'last /' }],
      profiles: ann,
      refused: [],
    });
  });

  test('in a sandboxed frame, which has neither cookies nor storage, the tag works from memory', async () => {
    const { stage, openTab } = await visit();
    stage.serve('/inner', {
      body: `<script>scout.track('Act', { what: 'inside' }); scout.identify('ann@shop.example')</script>`,
    });
    stage.serveRaw('/', `<!doctype html><iframe sandbox="allow-scripts" src="/inner"></iframe>`);
    const tab = await openTab();
    await tab.go(stage.url('/'));
    expect(await stage.outcome(2, { event: ['session_count'] })).toEqual({
      events: [
        { act: 'Active on Site /inner', session_count: 1 },
        { act: 'inside /inner', session_count: 1 },
      ],
      profiles: ann,
      refused: [],
    });
  });

  test.each(BREAKS)('when %s, the page gets no error and what can be sent is', async (_, script) => {
    const { stage, openTab } = await visit();
    stage.serve('/', { head: `<script>${script}</script>` });
    stage.serve('/whole');
    const tab = await openTab();
    await tab.go(stage.url('/'));
    await tab.run(() => scout.identify('ann@shop.example'));
    await act(tab, 'broken');
    await tab.go(stage.url('/whole'));
    await identify(tab, 'ann@shop.example');
    await act(tab, 'whole');
    expect(await stage.outcome(4)).toEqual({
      events: ['Active on Site /', 'Active on Site /whole', 'broken /', 'whole /whole'].map((name) => ({ act: name })),
      profiles: ann,
      refused: [],
    });
  });
}
