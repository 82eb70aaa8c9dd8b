import { text } from 'node:stream/consumers';
import { readSecretSetting } from '../secret-setting.ts';
import { connectApi } from './api.ts';
import { CliError, readArgs, toTable, type Command } from './command.ts';

interface DestinationView {
  id: string;
  status: string;
  error: string | null;
  key_hint: string;
  account: { id: string; name: string } | null;
  last_success_at: string | null;
}

/** `scout destinations`: where events are forwarded to. */
export const destinations: Command = {
  summary: 'list the destinations, connect Klaviyo, pause, resume, replace the key',
  usage: `scout destinations                    list them
scout destinations connect [--site ID] [--rate N]
                                      connect a Klaviyo account, for one site or all, with N requests a second
scout destinations pause|resume ID    hold its deliveries, or let them go
scout destinations key ID             replace its private key

The private key is read from standard input; when nothing comes from there, from KLAVIYO_PRIVATE_KEY or
KLAVIYO_PRIVATE_KEY_FILE.`,
  run: async (args, { environment, print }) => {
    const { values, positionals } = readArgs(args, {
      options: { site: { type: 'string' }, rate: { type: 'string' } },
      positionals: 2,
    });
    const [action = 'list', id] = positionals;
    const api = connectApi(environment, values.url);
    const change = async (body: () => Promise<unknown>): Promise<number> => {
      if (id === undefined) throw new CliError(`Expected the id of a destination: scout destinations ${action} ID`, 2);
      return show(await api.call<DestinationView>('PATCH', `/destinations/${encodeURIComponent(id)}`, await body()));
    };
    const show = (...views: DestinationView[]): number => {
      if (values.json) print(JSON.stringify(action === 'list' ? views : views[0]));
      else print(toText(views));
      return 0;
    };
    switch (action) {
      case 'list':
        return show(...(await api.call<DestinationView[]>('GET', '/destinations')));
      case 'connect':
        return show(
          await api.call<DestinationView>('POST', '/destinations', {
            type: 'klaviyo',
            private_key: await readPrivateKey(environment),
            ...(values.site === undefined ? {} : { site_id: values.site }),
            ...(values.rate === undefined ? {} : { requests_per_second: Number(values.rate) }),
          }),
        );
      case 'pause':
        return change(async () => ({ status: 'PAUSED' }));
      case 'resume':
        return change(async () => ({ status: 'ACTIVE' }));
      case 'key':
        return change(async () => ({ private_key: await readPrivateKey(environment) }));
      default:
        throw new CliError(`Expected list, connect, pause, resume or key, got "${action}"`, 2);
    }
  },
};

/**
 * Never from the command line, where every user of the machine can read it. What is piped in is meant for this call; the
 * environment may be the collector's own, with the key that is to be replaced.
 */
async function readPrivateKey(environment: NodeJS.ProcessEnv): Promise<string> {
  const stored = readSecretSetting(environment, 'KLAVIYO_PRIVATE_KEY') ?? '';
  const isAsked = !process.stdin.isTTY || stored === '';
  const key = (isAsked && (await text(process.stdin)).trim()) || stored;
  if (key === '') throw new CliError('Expected a Klaviyo private key in KLAVIYO_PRIVATE_KEY or on standard input', 2);
  return key;
}

function toText(views: readonly DestinationView[]): string {
  return toTable(
    ['DESTINATION', 'STATUS', 'KEY', 'ACCOUNT', 'LAST SUCCESS', 'ERROR'],
    views.map(({ id, status, key_hint, account, last_success_at, error }) => [
      id,
      status,
      key_hint,
      account?.name ?? '-',
      last_success_at ?? '-',
      error ?? '',
    ]),
  );
}
