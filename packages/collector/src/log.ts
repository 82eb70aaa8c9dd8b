export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** One JSON object a line on stdout. Fields must never hold keys or personal data; what looks like them is masked. */
export interface Log {
  /** The least severe that is written. */
  readonly level: LogLevel;
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** Messages of errors may quote what they choked on. */
const ADDRESS = /[^\s"'<>@:/\\]+@[^\s"'<>@:/\\]+/g;
const KEY = /\b([ps]k)_[A-Za-z0-9_-]{4,}/g;

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** Writes what is at least as severe as `level` through `write` (default: stdout). */
export function createLog(level: LogLevel, write = (line: string): void => void process.stdout.write(line)): Log {
  const at =
    (own: LogLevel) =>
    (message: string, fields: Record<string, unknown> = {}): void => {
      if (LEVELS.indexOf(own) < LEVELS.indexOf(level)) return;
      const shown = Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? describe(value) : value]),
      );
      const line = JSON.stringify({ time: new Date().toISOString(), level: own, message, ...shown });
      write(`${line.replaceAll(ADDRESS, '[address]').replaceAll(KEY, '$1_[key]')}\n`);
    };
  return { level, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function describe(error: Error): { name: string; message: string; stack?: string } {
  return { name: error.name, message: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }) };
}
