import { parseArgs, type ParseArgsConfig } from 'node:util';

/** One word of the command line, `scout <name> …`. */
export interface Command {
  /** One line for the list of commands. */
  summary: string;
  /** How it is called and what each option does, for `scout help <name>`. */
  usage: string;
  /** Resolves to the exit code: 0 done, 1 what was asked for did not come out well. Rejects with CliError. */
  run(args: readonly string[], context: CommandContext): Promise<number>;
}

export interface CommandContext {
  environment: NodeJS.ProcessEnv;
  /** Writes one line to stdout. */
  print(line: string): void;
}

/** Ends the program with this message and exit code: 1 it did not work, 2 it was called wrongly. */
export class CliError extends Error {
  override name = 'CliError';
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** The options that every command knows. */
const COMMON = { json: { type: 'boolean', default: false }, url: { type: 'string' } } as const satisfies Options;

/** Reads a command's arguments; throws a CliError (exit code 2) that names what is not understood. */
export function readArgs<Own extends Options>(
  args: readonly string[],
  { options, positionals: most }: { options: Own; positionals: number },
) {
  try {
    const parsed = parseArgs({
      args: [...args],
      options: { ...options, ...COMMON },
      allowPositionals: true,
    });
    const surplus = parsed.positionals[most];
    if (surplus !== undefined) throw new CliError(`Did not expect "${surplus}"`, 2);
    return parsed;
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError((error as Error).message, 2);
  }
}

/** Columns as wide as their widest cell, with a heading; for people. */
export function toTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heading.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  return [heading, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
