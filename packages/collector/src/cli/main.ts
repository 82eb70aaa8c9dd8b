#!/usr/bin/env node
import manifest from '../../package.json' with { type: 'json' };
import { backup } from './backup.ts';
import { CliError, type Command } from './command.ts';
import { destinations } from './destinations.ts';
import { doctor } from './doctor.ts';
import { exportLog } from './export.ts';
import { forget } from './forget.ts';
import { keys } from './keys.ts';
import { replay } from './replay.ts';
import { restore } from './restore.ts';
import { tail } from './tail.ts';
import { testEvent } from './test-event.ts';

const COMMANDS: Record<string, Command> = {
  keys,
  destinations,
  test: testEvent,
  tail,
  replay,
  export: exportLog,
  forget,
  backup,
  restore,
  doctor,
};

const HELP = `scout: the command line of the Scout collector, version ${manifest.version}

scout COMMAND [--json] …

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(14)}${summary}`)
  .join('\n')}

scout help COMMAND says more. --json prints one JSON value for programs.
backup, restore and doctor work on DATA_DIR; the others ask the collector at --url, SCOUT_URL or this
machine's PORT, with ADMIN_TOKEN. Exit codes: 0 done, 1 it did not work, 2 called wrongly.`;

// What is written here holds addresses: for this user alone.
process.umask(0o077);
// A reader that has seen enough, such as head, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
// Waits that are nobody's reason to stay, such as a throttled key's, must not end the command before its word.
const staying = setInterval(() => {}, 60_000);
process.exitCode = await run(process.argv.slice(2))
  .catch((error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    return error instanceof CliError ? error.exitCode : 1;
  })
  .finally(() => clearInterval(staying));

async function run([name, ...args]: string[]): Promise<number> {
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const wantsHelp = name === 'help' || args.includes('--help') || args.includes('-h');
  const asked = name === 'help' ? args[0] : name;
  if (asked === undefined || asked === '--help' || asked === '-h') {
    print(HELP);
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    print(manifest.version);
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, asked) ? COMMANDS[asked] : undefined;
  if (!command) throw new CliError(`There is no command "${asked}".\n\n${HELP}`, 2);
  if (wantsHelp) {
    print(command.usage);
    return 0;
  }
  return command.run(args, { environment: process.env, print });
}
