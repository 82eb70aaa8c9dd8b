import type { Context } from '@scout/wire';
import {
  type ShopifyEvent,
  SHOPIFY_EVENTS,
  toShopifyIdentity,
  toShopifyProperties,
} from '../capture/shopify-events.ts';
import { type StoredVisitor, toContext } from '../context.ts';
import { freshId } from '../fresh-id.ts';
import { parseVisitorCookie } from '../visitor-cookie.ts';

/** What Shopify puts in the scope of a custom pixel: https://shopify.dev/docs/api/web-pixels-api/standard-api */
export interface ShopifyPixelScope {
  analytics: { subscribe(name: string, listener: (event: ShopifyEvent) => void): void };
  /** Reaches the cookies and the storage of the shop's own page, which the pixel's sandbox cannot. */
  browser: {
    cookie: { get(name?: string): Promise<string> };
    localStorage: {
      getItem(key: string): Promise<string | null>;
      setItem(key: string, value: string): Promise<void>;
      removeItem(key: string): Promise<void>;
    };
  };
}

const LEASE_MS = 60_000;

/**
 * Sends Shopify's commerce events, those of the checkout included, as the visitor that the tag in the theme knows.
 * What could not be delivered is left in the shop's storage, where the tag's next page takes it over.
 */
export function runShopifyPixel({ analytics, browser }: ShopifyPixelScope, key: string, host: string): void {
  const { localStorage, cookie } = browser;

  const toPixelContext = async (clientId: string | undefined): Promise<Context> => {
    const record = JSON.parse((await localStorage.getItem('_scout')) ?? 'null') as StoredVisitor | null;
    if (record?.s) return toContext(record);
    const [, visitorId = clientId, count = '1', sessionId] = parseVisitorCookie(await cookie.get('_scout')) ?? [];
    return {
      ...(visitorId && { visitor_id: visitorId }),
      ...(sessionId && { session_id: sessionId, session_count: +count }),
    };
  };

  const forward = async (event: ShopifyEvent): Promise<void> => {
    if ((await localStorage.getItem('_scout_consent')) === 'denied') return;
    const { location, title } = event.context?.document ?? {};
    const context = JSON.stringify({ ...(await toPixelContext(event.clientId)), consent: 'granted' });
    const identity = toShopifyIdentity(event);
    const forwarded = JSON.stringify({
      id: event.id,
      name: SHOPIFY_EVENTS[event.name],
      time: event.timestamp ?? new Date().toISOString(),
      properties: toShopifyProperties(event),
      context: { page_url: location?.href, page_title: title },
    });
    const listKey = `_scout_q.${freshId()}`;
    const item = [context, forwarded, identity ? JSON.stringify(identity) : ''];
    await localStorage.setItem(listKey, [Date.now() + LEASE_MS, ...item].join('\n'));
    const body = `{"key":"${key}","identity":${JSON.stringify(identity ?? {})},"context":${context},"events":[${forwarded}]}`;
    const { status } = await fetch(`${host}/v1/e`, { method: 'POST', body, keepalive: true });
    if (status < 500 && status !== 429 && status !== 408) await localStorage.removeItem(listKey);
  };

  for (const name of Object.keys(SHOPIFY_EVENTS)) {
    analytics.subscribe(
      name,
      (event) => void forward(event).catch((error: unknown) => globalThis.console.info('[scout]', error)),
    );
  }
}
