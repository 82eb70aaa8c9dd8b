import { startSandbox, type RecordedRequest, type Sandbox, type SandboxOptions } from '@scout/klaviyo-sandbox';
import { onTestFinished } from 'vitest';
import { startTestCollector, type TestCollector } from './test-collector.ts';

type CollectorOptions = Omit<Parameters<typeof startTestCollector>[0], 'klaviyoApiUrl'>;

export interface ConnectedShop {
  sandbox: Sandbox;
  collector: TestCollector;
  destinationId: string;
}

/** A shop's collector connected to a Klaviyo of its own; both end with the test. */
export async function connectShop(
  options: CollectorOptions & { sandbox?: SandboxOptions } = {},
): Promise<ConnectedShop> {
  const { sandbox: sandboxOptions, ...collectorOptions } = options;
  const sandbox = await startSandbox({ port: 0, ...sandboxOptions });
  onTestFinished(() => sandbox.close());
  const collector = await startTestCollector({ klaviyoApiUrl: sandbox.url, ...collectorOptions });
  onTestFinished(() => collector.remove());
  const [destination] = await collector.api<{ id: string }[]>('GET', '/destinations');
  if (!destination) throw new Error('Expected the collector to have its destination');
  return { sandbox, collector, destinationId: destination.id };
}

export const visitor = (name: string) => ({
  visitor_id: `visitor-${name}`,
  session_id: `session-${name}`,
  session_count: 1,
});

export const view = (id: string) => ({
  id,
  name: 'ViewContent',
  properties: { product_id: 'mug', name: 'Mug', price: 12 },
});

export const order = (id: string, lines = 2) => ({
  id,
  name: 'Purchase',
  properties: {
    order_id: `order-${id}`,
    currency: 'EUR',
    value: lines * 10,
    items: Array.from({ length: lines }, (_, index) => ({
      product_id: `p${index}`,
      name: `P${index}`,
      price: 10,
      quantity: 1,
    })),
  },
});

/** What was sent beside the questions of the key check, oldest first. */
export const posts = (sandbox: Sandbox): RecordedRequest[] =>
  sandbox.requests().filter((request) => request.method !== 'GET');

/** The same as `POST /api/events 202`. */
export const paths = (sandbox: Sandbox): string[] =>
  posts(sandbox).map((request) => `${request.method} ${request.path} ${request.status}`);

/** The unique_ids in the books, sorted. */
export const uniqueIds = (sandbox: Sandbox): string[] =>
  sandbox
    .events()
    .map((event) => event.unique_id)
    .toSorted();
