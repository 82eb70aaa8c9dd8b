import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { toExpression, type Engine, type Tab } from './engine.ts';

const UP_WITHIN_MS = 20_000;

export interface WebKitPaths {
  driver: string;
  browser: string;
  /** MiniBrowser has no headless mode. */
  xvfbRun: string;
}

/** WebKitGTK's MiniBrowser on a display of its own, driven by classic WebDriver: https://www.w3.org/TR/webdriver2/ */
export async function startWebKit({ driver, browser, xvfbRun }: WebKitPaths): Promise<Engine> {
  const port = await freePort();
  const process_ = spawn(xvfbRun, ['-a', driver, '-p', String(port)], {
    stdio: 'ignore',
    detached: true,
    // Its sandbox needs user namespaces, which root in a container has not.
    env: { ...process.env, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' },
  });
  const ended = once(process_, 'exit');
  const send = async <Result>(method: string, path: string, body?: object): Promise<Result> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { value } = (await answer.json()) as { value: Result & { error?: string; message?: string } };
    if (!answer.ok) throw new Error(`${method} ${path}: ${value.error} ${value.message}`);
    return value;
  };
  for (const until = Date.now() + UP_WITHIN_MS; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (await send('GET', '/status').catch(() => undefined)) break;
    if (Date.now() > until) throw new Error(`${driver} does not answer`);
  }

  return {
    async newProfile() {
      const { sessionId } = await send<{ sessionId: string }>('POST', '/session', {
        capabilities: {
          alwaysMatch: {
            acceptInsecureCerts: true,
            'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] },
          },
        },
      });
      const session = `/session/${sessionId}`;
      return {
        async openTab(): Promise<Tab> {
          // The first window stays empty: a session ends with its last window.
          const { handle } = await send<{ handle: string }>('POST', `${session}/window/new`, { type: 'window' });
          const select = () => send('POST', `${session}/window`, { handle });
          return {
            async go(url) {
              await select();
              await send('POST', `${session}/url`, { url });
            },
            async run(act, ...args) {
              await select();
              const script = `const done = arguments[0];
                (async () => ${toExpression(act, args)})().then((value) => done({ value }), (error) => done({ error: String(error) }))`;
              const { value, error } = await send<{ value?: never; error?: string }>(
                'POST',
                `${session}/execute/async`,
                { script, args: [] },
              );
              if (error !== undefined) throw new Error(error);
              return value as never;
            },
            async close() {
              await select();
              await send('DELETE', `${session}/window`);
            },
          };
        },
        async close() {
          await send('DELETE', session);
        },
      };
    },
    async quit() {
      // The group: xvfb-run has started the display and the driver.
      if (process_.pid !== undefined) process.kill(-process_.pid);
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
