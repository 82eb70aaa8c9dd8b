import { connectApi, type Api } from './api.ts';
import { CliError, readArgs, type Command } from './command.ts';
import type { LoggedDelivery, LoggedEvent } from './logged-event.ts';

const FINAL = new Set(['delivered', 'skipped', 'failed', 'held']);

/** `scout test`: one marked event through the whole chain, followed to its fate. */
export const testEvent: Command = {
  summary: 'send a marked test event and follow it to its fate',
  usage: `scout test ADDRESS [--name NAME] [--destination ID] [--timeout SECONDS]

The event carries test: true. Exit code 0: every destination took it; 1: one did not, or not in time.
  --name NAME           default: Purchase
  --destination ID      default: all
  --timeout SECONDS     default: 60`,
  run: async (args, { environment, print }) => {
    const { values, positionals } = readArgs(args, {
      options: {
        name: { type: 'string' },
        destination: { type: 'string' },
        timeout: { type: 'string', default: '60' },
      },
      positionals: 1,
    });
    const [email] = positionals;
    if (email === undefined) throw new CliError('Expected an address: scout test ADDRESS', 2);
    const seconds = Number(values.timeout);
    if (!(seconds > 0)) throw new CliError(`--timeout: expected a number of seconds, got "${values.timeout}"`, 2);
    const api = connectApi(environment, values.url);
    const { id } = await api.call<{ id: string }>('POST', '/test-event', {
      email,
      ...(values.name === undefined ? {} : { name: values.name }),
      ...(values.destination === undefined ? {} : { destination_id: values.destination }),
    });
    const event = await follow(api, { id, signal: AbortSignal.timeout(seconds * 1_000) });
    if (values.json) print(JSON.stringify(event));
    else for (const delivery of event.deliveries) print(describe(delivery));
    return event.deliveries.every(({ status }) => status === 'delivered') ? 0 : 1;
  },
};

/** The event once nothing more happens to it by itself, or as it is when `signal` aborts. */
async function follow(api: Api, { id, signal }: { id: string; signal: AbortSignal }): Promise<LoggedEvent> {
  const path = `/log/${encodeURIComponent(id)}`;
  const read = () => api.call<LoggedEvent>('GET', path);
  for await (const _change of api.stream(`/log/stream?q=${encodeURIComponent(id)}`, signal)) {
    const event = await read();
    if (event.deliveries.every(({ status }) => FINAL.has(status))) return event;
  }
  return read();
}

function describe({ destination_id, metric, status, reason_text, note, attempts }: LoggedDelivery): string {
  const why = [reason_text, note].filter((text) => text !== null).join(' ');
  const tries = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
  return `${metric ?? 'profile'} to ${destination_id}: ${status} after ${tries}${why === '' ? '' : `. ${why}`}`;
}
