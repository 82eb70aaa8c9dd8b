import type { Consent, EventName, EventProperties, Identity } from '@scout/wire';
import { toSite } from './attribution.ts';
import { afterFirstPaint, whenIdle } from './browser/after-first-paint.ts';
import { hasPrivacySignal } from './browser/privacy-signal.ts';
import { whenActivated } from './browser/when-activated.ts';
import { isConsent, toInitialConsent } from './consent.ts';
import { createDelivery } from './delivery.ts';
import type { Explain } from './explain.ts';
import { freshId } from './fresh-id.ts';
import { createQueue } from './queue.ts';
import { read, write } from './storage.ts';
import { toJson } from './to-json.ts';
import { createVisitor } from './visitor.ts';
import { clearVisitorCookie } from './visitor-cookie.ts';

/** What a page calls. No call ever throws; `debug` says what a wrong call lacked. */
export interface Scout {
  /** Says who the shopper is, by email or by several fields; sent at once with the events that wait. */
  identify(who: string | Identity): void;
  /** Records an act of the shopper; `properties` are copied when this returns. */
  track(name: EventName | (string & {}), properties?: EventProperties): void;
  /** Records a view of the page as it is now. */
  page(properties?: EventProperties): void;
  /** The shopper's answer; "granted" and "denied" are remembered for later pages. */
  consent(state: Consent): void;
  /** The shopper has logged out: whoever comes next is a new visitor. */
  reset(): void;
  /** When set: changes the properties of each event before it is stored. */
  enrich?: (name: string, properties: EventProperties) => EventProperties;
}

export interface ScoutOptions {
  /** The site's public key, `pk_…`. */
  key: string;
  /** Where the collector answers, such as `https://t.example.com`. */
  host: string;
  /** What holds until `consent` is called. Default "granted"; "auto" is "pending" until a consent tool says more. */
  consent?: Consent | 'auto';
  /** Records a PageView for each page seen. Default true. */
  pageViews?: boolean;
  /** Is told what happens and why; `explain` writes it to the console. Default: nothing. */
  debug?: Explain | undefined;
}

const CONSENT = '_scout_consent';
const MOST_EARLY_CALLS = 500;

/** A running Scout for this page; all that costs time waits until the page has painted and the extras have loaded. */
export function startScout(
  { key, host, consent: asked = 'granted', pageViews = true, debug: explain = () => {} }: ScoutOptions,
  extras: unknown[],
): Scout {
  /** Nothing that goes wrong in here may reach the page. */
  const guard =
    <Args extends unknown[]>(act: (...args: Args) => void) =>
    (...args: Args): void => {
      try {
        act(...args);
      } catch (error) {
        explain('error', error);
      }
    };
  const listen = (type: string, act: (event: Event) => void) => addEventListener(type, guard(act));

  const pageId = freshId();
  const visitor = createVisitor();
  const queue = createQueue(pageId);
  const flush = createDelivery({ _key: key, _url: `${host}/v1/e`, _queue: queue, _explain: explain });

  let eventCount = 0;
  let isSeen = false;
  let isDue = false;
  let isGone = false;
  /** Undefined until the page has painted. */
  let state: Consent | undefined;
  let answer: Consent | undefined;
  let early: (() => void)[] = [];

  const whenGranted = (call: () => void) => {
    const act = guard(call);
    if (state === 'granted') act();
    else if (state === 'denied') explain('denied');
    else if (early.length < MOST_EARLY_CALLS) early.push(act);
  };

  const enqueue = (event: string, identity: string) => {
    const { webdriver, userAgent } = navigator;
    const context = JSON.stringify({
      ...visitor._context(),
      consent: 'granted',
      is_bot: webdriver || /bot|crawl|spider/i.test(userAgent) || undefined,
    });
    if (!queue._push([context, event, identity])) explain('full');
  };

  const track = guard((name: string, properties?: EventProperties) => {
    if (typeof name !== 'string') return explain('track', name);
    let json = toJson(properties);
    if (json[0] !== '{') {
      if (properties) explain('properties', properties);
      json = '{}';
    }
    // A prerendered page acts when it is shown.
    const time = document.prerendering ? 0 : Date.now();
    const page = toJson({ page_url: location.href, page_title: document.title });
    whenGranted(() => {
      guard(() => {
        if (scout.enrich) json = toJson(scout.enrich(name, JSON.parse(json) as EventProperties));
      })();
      enqueue(
        `{"id":"${pageId}-${++eventCount}","name":${toJson(name)},"time":"${new Date(
          time || Date.now(),
        ).toISOString()}","properties":${json},"context":${page}}`,
        '',
      );
      sendSoon();
    });
  });

  const page = (properties?: EventProperties) => track('PageView', properties);

  const send = guard((isUrgent?: boolean) => {
    if (state === 'granted') flush(isUrgent, isGone);
  });

  const sendSoon = () => {
    if (isDue) return;
    isDue = true;
    whenIdle(() => {
      isDue = false;
      send();
    });
  };

  const view = () => pageViews && page();

  const arrive = () => {
    const { href: _url, hostname, search } = location;
    let cookies = '';
    // Naming it throws in a sandboxed frame: https://html.spec.whatwg.org/multipage/dom.html#dom-document-cookie
    try {
      cookies = document.cookie;
    } catch {}
    visitor._arrive({
      _url,
      _query: Object.fromEntries(new URLSearchParams(search)),
      _referrer: document.referrer,
      _cookies: Object.fromEntries(cookies.split('; ').map((cookie) => cookie.split('='))) as Record<string, string>,
      _site: toSite(hostname, new URL(host).hostname),
    });
  };

  const enter = (next: Consent) => {
    if (answer && next !== 'pending') write(CONSENT, answer);
    if (next === state) return;
    explain('consent', next);
    state = next;
    if (next === 'denied') {
      early = [];
      visitor._forget();
      queue._clear();
      clearVisitorCookie();
    }
    if (next === 'granted') {
      arrive();
      for (const act of early.splice(0)) act();
      sendSoon();
    }
  };

  const begin = guard(() => {
    if (state) return;
    if (isSeen) view();
    enter(answer ?? toInitialConsent(asked, read(CONSENT), hasPrivacySignal()));
    // An answer given in another tab. To listen opens the storage, which costs as much as all before the paint.
    listen('storage', (event) => {
      const { key: changed, newValue } = event as StorageEvent;
      if (changed === CONSENT) scout.consent(newValue as Consent);
    });
  });

  const see = () => {
    if (!isSeen && state) view();
    isSeen = true;
  };
  const leave = () => {
    begin();
    send(true);
  };

  whenActivated(() => {
    afterFirstPaint(() => void Promise.all(extras).then(begin));
    if (!document.hidden) see();
  });
  // The last sure moment on a phone is being hidden; `unload` would break the back/forward cache.
  listen('visibilitychange', () => (document.hidden ? leave() : see()));
  // Comes before the last visibilitychange.
  listen('pagehide', () => {
    isGone = true;
    leave();
  });
  listen('online', () => send(true));
  listen('pageshow', (event) => {
    isGone = false;
    // Back from the back/forward cache: https://web.dev/articles/bfcache
    if (!(event as PageTransitionEvent).persisted) return;
    if (state === 'granted') arrive();
    view();
  });

  const scout: Scout = {
    track,
    page,
    identify: guard((who) => {
      const json = toJson(typeof who === 'string' ? { email: who } : who);
      if (json[0] !== '{') return explain('identify', who);
      whenGranted(() => enqueue('', json));
      send();
    }),
    consent: guard((next) => {
      if (!isConsent(next)) return explain('state', next);
      answer = next;
      if (state) enter(next);
    }),
    reset: guard(() =>
      whenGranted(() => {
        visitor._reset();
        clearVisitorCookie();
      }),
    ),
  };
  return scout;
}
