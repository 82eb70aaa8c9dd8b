import { expect, test } from 'vitest';
import { type Landing, toClickIds, toSite, toSource } from './attribution.ts';

const NOW = 1_795_000_000_000;

function landing(path: string, more: Partial<Landing> = {}): Landing {
  const { href, searchParams } = new URL(path, 'https://www.shop.com');
  return {
    _url: href,
    _query: Object.fromEntries(searchParams),
    _referrer: '',
    _cookies: {},
    _site: 'shop.com',
    ...more,
  };
}

test('a campaign link gives the session its UTMs, its referrer and its landing page', () => {
  const source = toSource(
    landing('/p?utm_source=news&utm_medium=email&utm_campaign=bf%20deal&utm_term=a&utm_content=b&utm_id=7', {
      _referrer: 'https://mail.example/',
    }),
  );
  expect(source).toEqual({
    utm_source: 'news',
    utm_medium: 'email',
    utm_campaign: 'bf deal',
    utm_term: 'a',
    utm_content: 'b',
    referrer: 'https://mail.example/',
    landing_page:
      'https://www.shop.com/p?utm_source=news&utm_medium=email&utm_campaign=bf%20deal&utm_term=a&utm_content=b&utm_id=7',
  });
});

test('a visit without referrer or campaign is direct, whatever came before', () => {
  expect(toSource(landing('/'), { utm_source: 'old' })).toEqual({ landing_page: 'https://www.shop.com/' });
});

test('an empty UTM counts as absent', () => {
  expect(toSource(landing('/?utm_source='))).not.toHaveProperty('utm_source');
});

test.each([
  'https://www.shop.com/cart',
  'https://checkout.shop.com/',
  'https://www.paypal.com/x',
  'https://pay.shop.app/1',
])('coming back from %s goes on with the previous source', (_referrer) => {
  const source = toSource(landing('/thanks', { _referrer }), {
    utm_source: 'ads',
    referrer: 'https://google.com/',
    landing_page: '/old',
  });
  expect(source).toEqual({
    utm_source: 'ads',
    referrer: 'https://google.com/',
    landing_page: 'https://www.shop.com/thanks',
  });
});

test.each(['?utm_source=x', '?gclid=1', '?a=b&fbclid=2', '?ttclid=3', '?_kx=4'])(
  'a campaign link %s starts a new source even from the shop itself',
  (query) => {
    const source = toSource(landing(`/${query}`, { _referrer: 'https://www.shop.com/' }), { utm_campaign: 'old' });
    expect(source).not.toHaveProperty('utm_campaign');
    expect(source).not.toHaveProperty('referrer');
  },
);

test.each([
  'https://notshop.com/',
  'https://shop.com.evil.example/',
  'https://paypalace.example/',
  'android-app://com.google/',
])('a referrer that only resembles the shop or a payment provider counts: %s', (_referrer) => {
  expect(toSource(landing('/', { _referrer }), { utm_source: 'old' })).toEqual({
    referrer: _referrer,
    landing_page: 'https://www.shop.com/',
  });
});

test('the click ids of a link win over cookies and memory', () => {
  const ids = toClickIds(
    landing('/?gclid=G2&gbraid=B&wbraid=W&_kx=K2', { _cookies: { _gcl_aw: 'GCL.170.G1', other: '1' } }),
    { gclid: 'G0', _kx: 'K1', _fbp: 'fb.1.1.1' },
    NOW,
  );
  expect(ids).toEqual({ gclid: 'G2', gbraid: 'B', wbraid: 'W', _kx: 'K2', _fbp: 'fb.1.1.1' });
});

test('cookies of Google, Meta and Klaviyo win over memory', () => {
  const klaviyo = encodeURIComponent(btoa(JSON.stringify({ cid: 'x', $exchange_id: 'K.abc' })));
  const ids = toClickIds(
    landing('/', { _cookies: { _fbp: 'fb.1.5.6', _gcl_aw: 'GCL.170.G1', __kla_id: klaviyo, _fbc: 'fb.1.7.C' } }),
    { gclid: 'G0', _fbp: 'fb.1.1.1', _fbc: 'fb.1.1.B' },
    NOW,
  );
  expect(ids).toEqual({ gclid: 'G1', _fbp: 'fb.1.5.6', _fbc: 'fb.1.7.C', _kx: 'K.abc' });
});

test("an fbclid becomes Meta's _fbc, and the same click keeps its first time", () => {
  expect(toClickIds(landing('/?fbclid=IwAR'), {}, NOW)._fbc).toBe(`fb.1.${NOW}.IwAR`);
  expect(toClickIds(landing('/?fbclid=IwAR'), { _fbc: 'fb.1.5.IwAR' }, NOW)._fbc).toBe('fb.1.5.IwAR');
  expect(toClickIds(landing('/?fbclid=new'), { _fbc: 'fb.1.5.IwAR' }, NOW)._fbc).toBe(`fb.1.${NOW}.new`);
});

test("a missing _fbp is made in Meta's format and then kept", () => {
  const made = toClickIds(landing('/'), {}, NOW)._fbp;
  expect(made).toMatch(new RegExp(`^fb\\.1\\.${NOW}\\.\\d{1,10}$`));
  expect(toClickIds(landing('/'), { _fbp: made ?? '' }, NOW + 1)._fbp).toBe(made);
});

test.each(['not base64!', btoa('not json'), btoa('null')])(
  'a Klaviyo cookie that cannot be read is passed over: %s',
  (cookie) => {
    expect(toClickIds(landing('/', { _cookies: { __kla_id: cookie } }), {}, NOW)._kx).toBeUndefined();
  },
);

test.each([
  ['www.shop.com', 't.shop.com', 'shop.com'],
  ['shop.com', 't.shop.com', 'shop.com'],
  ['eu.store.shop.co.uk', 't.shop.co.uk', 'shop.co.uk'],
  ['www.shop.com', 'scout.host.example', 'shop.com'],
  ['shop.co.uk', 'shop.co.uk', 'shop.co.uk'],
  ['a.myshopify.com', 'scout.host.example', 'a.myshopify.com'],
  ['localhost', 'localhost', 'localhost'],
])('a page on %s with the collector on %s belongs to the shop %s', (page, collector, site) => {
  expect(toSite(page, collector)).toBe(site);
});
