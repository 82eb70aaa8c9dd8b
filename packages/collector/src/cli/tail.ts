import { connectApi } from './api.ts';
import { readArgs, type Command } from './command.ts';
import { FILTER_OPTIONS, FILTER_USAGE, toApiFilter } from './filter.ts';
import { toLine, type LoggedEvent } from './logged-event.ts';

/** `scout tail`: the log as it grows and changes, until Ctrl-C. */
export const tail: Command = {
  summary: 'show events and their fates as they come in',
  usage: `scout tail [FILTER…]

${FILTER_USAGE}`,
  run: async (args, { environment, print }) => {
    const { values } = readArgs(args, { options: FILTER_OPTIONS, positionals: 0 });
    const api = connectApi(environment, values.url);
    const interrupted = new AbortController();
    const stop = (): void => interrupted.abort();
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    const query = new URLSearchParams(toApiFilter(values)).toString();
    for await (const event of api.stream<LoggedEvent>(`/log/stream?${query}`, interrupted.signal)) {
      print(values.json ? JSON.stringify(event) : toLine(event));
    }
    if (interrupted.signal.aborted) return 0;
    process.stderr.write('The collector ended the stream\n');
    return 1;
  },
};
