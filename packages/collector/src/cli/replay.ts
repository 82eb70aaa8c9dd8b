import { connectApi } from './api.ts';
import { CliError, readArgs, type Command } from './command.ts';
import { FILTER_OPTIONS, FILTER_USAGE, toApiFilter } from './filter.ts';

/** `scout replay`: sends again what a filter names; Klaviyo drops what it has already. */
export const replay: Command = {
  summary: 'send events again, as the rules are now',
  usage: `scout replay [--dry-run] FILTER…
scout replay [--dry-run] --all

${FILTER_USAGE}
  --all                 everything that is kept
  --dry-run             only count what would be sent`,
  run: async (args, { environment, print }) => {
    const { values } = readArgs(args, {
      options: {
        ...FILTER_OPTIONS,
        all: { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
      },
      positionals: 0,
    });
    const filter = toApiFilter(values);
    if (Object.keys(filter).length === 0 && !values.all) {
      throw new CliError('Expected a filter, or --all for everything that is kept', 2);
    }
    const api = connectApi(environment, values.url);
    const result = await api.call<{ events: number; deliveries: number; more: boolean }>('POST', '/replay', {
      ...filter,
      dry_run: values['dry-run'],
    });
    const { events, deliveries, more } = result;
    const verb = values['dry-run'] ? 'would be sent' : 'are in the queue';
    if (values.json) print(JSON.stringify(result));
    else print(`${deliveries} deliveries of ${events} events ${verb}${more ? '; more match: run it again' : ''}`);
    return 0;
  },
};
