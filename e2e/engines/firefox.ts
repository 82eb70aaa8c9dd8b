import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toExpression, type Engine } from './engine.ts';

interface Answer {
  id: number;
  type: 'success' | 'error' | 'event';
  message?: string;
  result: Record<string, string>;
}

interface Evaluation {
  result?: { value?: string };
  exceptionDetails?: { text: string };
}

/** Firefox, driven by WebDriver BiDi over its own WebSocket: https://w3c.github.io/webdriver-bidi/ */
export async function startFirefox(executablePath: string): Promise<Engine> {
  const directory = mkdtempSync(join(tmpdir(), 'scout-firefox-'));
  const browser = spawn(
    executablePath,
    ['--headless', '--no-remote', '--profile', directory, '--remote-debugging-port=0', 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = once(browser, 'exit');
  const address = await new Promise<string>((resolve, reject) => {
    let said = '';
    browser.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const [, url] = /WebDriver BiDi listening on (ws:\S+)/.exec(said) ?? [];
      if (url !== undefined) resolve(url);
    });
    browser.once('error', reject);
    void ended.then(() => reject(new Error(`Firefox ended before it could be driven: ${said}`)));
  });
  const send = await connect(`${address}/session`);
  await send('session.new', { capabilities: { alwaysMatch: { acceptInsecureCerts: true } } });

  return {
    async newProfile() {
      const { userContext } = await send('browser.createUserContext');
      return {
        async openTab() {
          // A tab of the same window would hide the others.
          const { context } = await send('browsingContext.create', { type: 'window', userContext });
          return {
            async go(url) {
              await send('browsingContext.navigate', { context, url, wait: 'complete' });
            },
            async run(act, ...args) {
              const { result, exceptionDetails } = (await send('script.callFunction', {
                functionDeclaration: `async () => JSON.stringify(await ${toExpression(act, args)})`,
                target: { context },
                awaitPromise: true,
              })) as Evaluation;
              if (exceptionDetails) throw new Error(exceptionDetails.text);
              return result?.value === undefined ? undefined : JSON.parse(result.value);
            },
            async close() {
              await send('browsingContext.close', { context, promptUnload: false });
            },
          };
        },
        async close() {
          await send('browser.removeUserContext', { userContext });
        },
      };
    },
    async quit() {
      await send('browser.close');
      await ended;
      rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/** Resolves to the function that sends one command and resolves to its result. */
async function connect(url: string) {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });
  const waiting = new Map<number, (answer: Answer) => void>();
  socket.addEventListener('message', ({ data }) => {
    const answer = JSON.parse(String(data)) as Answer;
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  let id = 0;
  return async (method: string, params: Record<string, unknown> = {}): Promise<Record<string, string>> => {
    const answer = await new Promise<Answer>((resolve) => {
      waiting.set(++id, resolve);
      socket.send(JSON.stringify({ id, method, params }));
    });
    if (answer.type === 'error') throw new Error(`${method}: ${answer.message}`);
    return answer.result;
  };
}
