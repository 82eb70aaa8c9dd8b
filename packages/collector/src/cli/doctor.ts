import { readArgs, type Command } from './command.ts';
import { examine } from './examine.ts';

const MARKS = { ok: 'ok  ', warning: 'WARN', failure: 'FAIL' } as const;

/** `scout doctor`: looks at all that a collector needs, and says what is wrong. */
export const doctor: Command = {
  summary: 'check configuration, store, disk, keys and the way to Klaviyo',
  usage: `scout doctor

Exit code 0: nothing that keeps a collector from working; 1: something does. Changes nothing. While a collector
runs, its own word on its keys is taken; else each key is tried with a few requests.`,
  run: async (args, { environment, print }) => {
    const { values } = readArgs(args, { options: {}, positionals: 0 });
    const findings = await examine(environment, values.url);
    if (values.json) print(JSON.stringify(findings));
    else for (const { result, subject, detail } of findings) print(`${MARKS[result]}  ${subject.padEnd(15)}${detail}`);
    return findings.some(({ result }) => result === 'failure') ? 1 : 0;
  },
};
