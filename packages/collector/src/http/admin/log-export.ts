import { Hono } from 'hono';
import { z } from 'zod';
import type { AdminDeps } from './admin.ts';
import { logQuerySchema, toEventView, toFilter } from './log.ts';
import { readQuery } from './read-json.ts';

const PAGE = 500;

export const logExportSchema = logQuerySchema
  .omit({ cursor: true, limit: true })
  .extend({ format: z.enum(['ndjson', 'csv'], { error: 'expected ndjson or csv' }).default('ndjson') });

const COLUMNS = [
  'id',
  'name',
  'time',
  'received_at',
  'email',
  'site_id',
  'source',
  'test',
  'order_id',
  'value',
  'currency',
  'destination_id',
  'metric',
  'status',
  'reason',
  'attempts',
  'updated_at',
] as const;

type Cell = string | number | boolean | null | undefined;
type View = ReturnType<typeof toEventView>;

/** `/log-export`: all that a filter names as a file, newest first; CSV has one line for each delivery. */
export function logExportRoutes({ store }: AdminDeps): Hono {
  const routes = new Hono();

  routes.get('/', (c) => {
    const { format, ...query } = readQuery(c, logExportSchema);
    const filter = toFilter(query);
    const encoder = new TextEncoder();
    let before: number | undefined;
    let isFirst = true;
    const body = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        const page = await store.log(filter, { limit: PAGE, ...(before === undefined ? {} : { before }) });
        const header = isFirst && format === 'csv' ? `${COLUMNS.join(',')}\r\n` : '';
        isFirst = false;
        const views = page.events.map((event) => ({ ...toEventView(event), event: event.event }));
        const text = views.map(format === 'csv' ? toCsv : (view) => `${JSON.stringify(view)}\n`).join('');
        controller.enqueue(encoder.encode(header + text));
        before = page.next ?? undefined;
        if (page.next === null) controller.close();
      },
    });
    c.header('content-type', format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson');
    c.header('content-disposition', `attachment; filename="scout-events.${format}"`);
    return c.body(body);
  });

  return routes;
}

function toCsv({ deliveries, ...event }: View): string {
  const lines =
    deliveries.length === 0 ? [event] : deliveries.map(({ id: _, ...delivery }) => ({ ...event, ...delivery }));
  return lines
    .map((line) => `${COLUMNS.map((column) => toCell((line as Record<string, Cell>)[column])).join(',')}\r\n`)
    .join('');
}

/** A cell that a spreadsheet would take for a formula gets a quote before it. */
function toCell(value: Cell): string {
  const text = value === null || value === undefined ? '' : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
