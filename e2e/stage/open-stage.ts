import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type RecordedEvent, type RecordedProfile } from '@scout/klaviyo-sandbox';
import { startPageServer, WATCH } from './page-server.ts';
import { ADMIN_TOKEN, runCollector } from './run-collector.ts';

const SITE_KEY = 'pk_scenario';
const SETTLED_WITHIN_MS = 25_000;
const LOOK_EVERY_MS = 25;

const readme = readFileSync(new URL('../../packages/sdk/README.md', import.meta.url), 'utf8');
const [, SNIPPET = ''] = /^```html\n(.*?)^```/ms.exec(readme) ?? [];

export interface StageOptions {
  /** What the clocks of collector, sandbox and pages show at first, ms; default: the time it is. */
  startsAt?: number;
  /** The collector is a process of its own and ends by SIGKILL. */
  asProcess?: boolean;
}

export interface PageParts {
  body?: string;
  /** Of the tag's script element. */
  attributes?: string;
  /** Before the tag. */
  head?: string;
}

interface LoggedEvent {
  name: string;
  deliveries: { status: string; reason: string | null }[];
}

/** What reached Klaviyo, and in `refused` all that went wrong on the way, one line each. */
export interface Outcome {
  events: Record<string, unknown>[];
  profiles: Record<string, unknown>[];
  refused: string[];
}

export type Stage = Awaited<ReturnType<typeof openStage>>;

/**
 * The real collector and Klaviyo sandbox, and a shop whose pages hold the tag as a merchant pastes it. The shop is
 * `www.shop.localhost`, the collector `t.shop.localhost`. Every event is forwarded: page views as "Active on Site", and
 * the custom event `Act`, which a scenario tells apart by its property `what`.
 */
export async function openStage({ startsAt, asProcess = false }: StageOptions = {}) {
  let ahead = startsAt === undefined ? 0 : startsAt - Date.now();
  const now = () => Date.now() + ahead;
  const sandbox = await startSandbox({ now });
  const dataDir = mkdtempSync(join(tmpdir(), 'scout-e2e-'));
  const options = { dataDir, sandboxUrl: sandbox.url, siteKey: SITE_KEY, now, asProcess };
  let collector = await runCollector({ ...options, port: 0 });
  const { port } = collector;
  const shop = await startPageServer();
  const collectorUrl = `http://t.shop.localhost:${port}`;

  const api = async <Result>(method: string, path: string, body?: object): Promise<Result> => {
    const answer = await fetch(`http://127.0.0.1:${port}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Result;
  };
  const rules = await api<{ id: string; destination_id: string; enabled: boolean }[]>('GET', '/rules');
  const destinationId = rules[0]?.destination_id ?? '';
  await Promise.all([
    ...rules.filter((rule) => !rule.enabled).map(({ id }) => api('PATCH', `/rules/${id}`, { enabled: true })),
    api('POST', '/rules', { destination_id: destinationId, event: 'Act', metric: 'Act' }),
  ]);

  const logged = async () => (await api<{ events: LoggedEvent[] }>('GET', '/log?limit=200')).events;

  async function until(what: string, isReached: () => boolean | Promise<boolean>): Promise<void> {
    for (const limit = Date.now() + SETTLED_WITHIN_MS; !(await isReached());) {
      if (Date.now() > limit) {
        const arrived = sandbox.events().map(describe);
        const log = (await logged()).map(({ name, deliveries }) => [name, ...deliveries.map(({ status }) => status)]);
        const requests = sandbox.requests().map(({ method, path, status }) => `${method} ${path} ${status}`);
        throw new Error(`not reached: ${what}; ${JSON.stringify({ arrived, log, requests }, null, 1)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  /** What the collector counts by the label, without zeros. */
  async function counts(name: string): Promise<[label: string, count: number][]> {
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return [...metrics.matchAll(new RegExp(`^${name}{\\w+="(\\w+)"} (\\d+)`, 'gm'))]
      .map(([, label = '', count]): [string, number] => [label, Number(count)])
      .filter(([, count]) => count > 0);
  }

  async function refusals(): Promise<string[]> {
    const statuses = await counts('scout_batches_total');
    const results = await counts('scout_events_total');
    return [
      ...shop.errors.map((message) => `error in the page: ${message}`),
      ...statuses.filter(([status]) => status !== '202').map(([status]) => `collector: ${status}`),
      ...results.filter(([result]) => result === 'rejected').map(([, count]) => `collector: ${count} rejected`),
      ...(await logged()).flatMap(({ name, deliveries }) =>
        deliveries
          .filter(({ status }) => status !== 'delivered')
          .map(({ status, reason }) => `${name} ${status}: ${reason}`),
      ),
      ...sandbox
        .requests()
        .filter(({ status, repeats, lost }) => status === null || status >= 400 || repeats + lost > 0)
        .map(({ method, path, status }) => `Klaviyo: ${method} ${path} ${status}`),
    ].toSorted();
  }

  return {
    collectorPort: port,
    collectorUrl,
    pagePort: shop.port,
    dataDir,
    sandbox,
    url: (path: string, host = 'www.shop.localhost') => `http://${host}:${shop.port}${path}`,
    tag: (attributes = '') =>
      SNIPPET.replace('https://t.example.com', collectorUrl)
        .replace('pk_…', SITE_KEY)
        .replace(' data-key', ` ${attributes} data-key`),
    /** A page of the shop with the tag in its head. */
    serve(path: string, { body = '', attributes = '', head = '' }: PageParts = {}) {
      shop.pages.set(path, (_, response) => {
        const clock = ahead === 0 ? '' : `setAhead(${ahead});`;
        html(
          response,
          `<!doctype html><title>${path}</title><script>${WATCH}${clock}</script>${head}${this.tag(attributes)}<h1>Shop</h1>${body}`,
        );
      });
    },
    /** Any page or file, as it is. */
    serveRaw(path: string, text: string, headers: Record<string, string> = {}) {
      shop.pages.set(path, (_, response) => html(response, text, headers));
    },
    api,
    destinationId,
    until,
    logged,
    /** How far the clocks are ahead of the real one, ms. */
    ahead: () => ahead,
    /** Lets time go by for collector, sandbox and pages that are loaded from now on. */
    pass(ms: number) {
      ahead += ms;
    },
    /** Resolves when the collector's log has so many events. */
    stored: (count: number) => until(`${count} stored`, async () => (await logged()).length >= count),
    /** Events that came to the collector once more than needed. */
    repeated: async () => (await counts('scout_events_total')).find(([result]) => result === 'repeated')?.[1] ?? 0,
    endCollector: () => collector.end(),
    async restartCollector() {
      collector = await runCollector({ ...options, port });
    },
    /** What reached Klaviyo by the time that `count` events did and nothing waits to be sent, with these of its facts. */
    async outcome(count: number, facts: { event?: string[]; profile?: string[] } = {}): Promise<Outcome> {
      await until(`${count} events`, () => sandbox.events().length >= count);
      await until('nothing queued', async () =>
        (await logged()).every(({ deliveries }) =>
          deliveries.every(({ status }) => status !== 'queued' && status !== 'retrying'),
        ),
      );
      return {
        events: sandbox
          .events()
          .map((event) => ({ act: describe(event), ...pick(eventFacts(event), facts.event) }))
          .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
        profiles: sandbox.profiles().map((profile) => pick(profileFacts(profile), ['email', ...(facts.profile ?? [])])),
        refused: await refusals(),
      };
    },
    async close() {
      await collector.end();
      await Promise.all([sandbox.close(), shop.stop()]);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function html(response: ServerResponse, text: string, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(text);
}

/** Such as "first /cart", or "Active on Site /". */
function describe({ metric, properties }: RecordedEvent): string {
  const path = URL.parse(String(properties['page_url']))?.pathname ?? '';
  return `${metric === 'Act' ? String(properties['what']) : metric} ${path}`;
}

function eventFacts(event: RecordedEvent): Record<string, unknown> {
  return { ...event.properties, email: event.email, minute: event.time.slice(0, 16) };
}

function profileFacts({ properties, ...profile }: RecordedProfile): Record<string, unknown> {
  return { ...properties, ...profile };
}

function pick(from: Record<string, unknown>, names: readonly string[] = []): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, from[name]]));
}
