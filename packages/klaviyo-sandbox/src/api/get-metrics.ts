import { refuseParameter } from '../answer.ts';
import type { Answer } from '../answer.ts';
import type { RecordedMetric } from '../books/metric-book.ts';
import type { Call } from './operation.ts';
import { readQuery, toPage, toSparse } from './query.ts';

const PAGE_SIZE = 200;
const CATEGORIES: Record<string, string> = { API: 'API', Klaviyo: 'Internal' };
const FILTER = /^equals\(integration\.(name|category),(?:"([^"]*)"|'([^']*)')\)$/;

/** GET /api/metrics: the account's metrics with their integration, 200 a page. */
export function getMetrics({ state, query, url }: Call): Answer {
  const read = readQuery(query, ['fields[metric]', 'filter', 'page[cursor]']);
  if ('refusal' in read) return read.refusal;
  const filter = query.get('filter');
  const match = filter === null ? undefined : FILTER.exec(filter);
  if (match === null) {
    const expected = 'equals(integration.name,"…") or equals(integration.category,"…")';
    return refuseParameter('filter', `Invalid filter: expected ${expected}.`);
  }
  const resources = state.metrics.all().map((metric) => toMetricResource(metric, url));
  const found = resources.filter(({ attributes: { integration } }) => {
    if (!match) return true;
    const wanted = match[2] ?? match[3];
    return (match[1] === 'name' ? integration.name : integration.category) === wanted;
  });
  const page = toPage(found, { query, path: '/api/metrics', url, size: PAGE_SIZE });
  if ('refusal' in page) return page.refusal;
  return { status: 200, body: { data: page.items.map((metric) => toSparse(metric, query)), links: page.links } };
}

function toMetricResource({ id, name, integration, created, updated }: RecordedMetric, url: string) {
  const key = integration.toLowerCase();
  return {
    type: 'metric',
    id,
    attributes: {
      name,
      created,
      updated,
      integration: {
        object: 'integration',
        id: `sandbox-${key}`,
        key,
        name: integration,
        category: CATEGORIES[integration] ?? 'eCommerce',
      },
    },
    links: { self: `${url}/api/metrics/${id}` },
  };
}
