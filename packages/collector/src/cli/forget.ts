import { connectApi } from './api.ts';
import { CliError, readArgs, type Command } from './command.ts';

/** `scout forget`: erases a person from the collector. */
export const forget: Command = {
  summary: 'erase what is kept about an address',
  usage: `scout forget ADDRESS          count what would be erased
scout forget ADDRESS --yes    erase it; what Klaviyo has is Klaviyo's to erase`,
  run: async (args, { environment, print }) => {
    const { values, positionals } = readArgs(args, {
      options: { yes: { type: 'boolean', default: false } },
      positionals: 1,
    });
    const [email] = positionals;
    if (email === undefined) throw new CliError('Expected an address: scout forget ADDRESS', 2);
    const api = connectApi(environment, values.url);
    if (values.yes) {
      const erased = await api.call<{ email: string; events: number }>('POST', '/data-requests/forget', { email });
      print(values.json ? JSON.stringify(erased) : `Erased ${erased.events} events and all that named this address`);
      return 0;
    }
    const kept = await api.call<{ events: unknown[]; visitors: unknown[] }>('POST', '/data-requests/export', { email });
    const counts = { email, events: kept.events.length, visitors: kept.visitors.length };
    if (values.json) print(JSON.stringify(counts));
    else print(`${counts.events} events and ${counts.visitors} visitors would be erased; add --yes to erase them`);
    return 0;
  },
};
