import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { connectApi } from './api.ts';
import { readArgs, type Command } from './command.ts';
import { FILTER_OPTIONS, FILTER_USAGE, toApiFilter } from './filter.ts';

/** `scout export`: events with their fates, one JSON object a line. */
export const exportLog: Command = {
  summary: 'write events and their fates as NDJSON or CSV',
  usage: `scout export [FILTER…] [--format ndjson|csv] [--output FILE]

${FILTER_USAGE}
  --format FORMAT       ndjson (the default) or csv
  --output FILE         default: standard output`,
  run: async (args, { environment }) => {
    const { values } = readArgs(args, {
      options: { ...FILTER_OPTIONS, format: { type: 'string', default: 'ndjson' }, output: { type: 'string' } },
      positionals: 0,
    });
    const api = connectApi(environment, values.url);
    const query = new URLSearchParams({ ...toApiFilter(values), format: values.format });
    const body = await api.open(`/log-export?${query.toString()}`);
    if (values.output === undefined) await pipeline(body, process.stdout, { end: false });
    else await pipeline(body, createWriteStream(values.output, { mode: 0o600 }));
    return 0;
  },
};
