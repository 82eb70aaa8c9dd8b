import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { checkWebhookUrl, createWebhook, isPrivateAddress } from './webhook.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function receiver(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

describe('isPrivateAddress', () => {
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.255.255',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    '::',
    'fd00::1',
    'fe80::1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::7f00:1',
    '64:ff9b:1::7f00:1',
    '::7f00:1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
  ])('%s is private', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  test.each(['1.1.1.1', '172.32.0.1', '2606:4700:4700::1111', '::ffff:1.1.1.1'])('%s is public', (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });
});

describe('checkWebhookUrl', () => {
  test.each(['hooks', 'ftp://example.com', 'http://example.com/hook'])(
    '%s is refused with what was expected',
    (text) => {
      expect(() => checkWebhookUrl(text, { allowPrivate: false })).toThrow('Expected an address such as https://');
    },
  );

  test.each(['https://127.0.0.1/', 'https://[::1]/', 'https://0x7f000001/', 'https://2130706433/'])(
    '%s is refused as private, however it is written',
    (text) => {
      expect(() => checkWebhookUrl(text, { allowPrivate: false })).toThrow('is a private address');
    },
  );
});

test('a name that leads to a private address is refused when it is connected to, before anything is sent', async () => {
  const send = createWebhook({ allowPrivate: false });
  await expect(send('https://localhost/hook', {})).rejects.toThrow('is a private address');
});

test('with leave, a private address gets the body as JSON', async () => {
  const bodies: string[] = [];
  const port = await receiver((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => {
      bodies.push(text);
      response.end('ok');
    });
  });
  await createWebhook({ allowPrivate: true })(`http://127.0.0.1:${port}/hook`, { text: 'hello' });
  expect(bodies).toEqual(['{"text":"hello"}']);
});

test('an answer that is no success is told with its status, and no redirect is followed', async () => {
  const port = await receiver((_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end());
  const send = createWebhook({ allowPrivate: true });
  await expect(send(`http://127.0.0.1:${port}/`, {})).rejects.toThrow(
    `127.0.0.1:${port} answered 302; expected 200 to 299.`,
  );
});
