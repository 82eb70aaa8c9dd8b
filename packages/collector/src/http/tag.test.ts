import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { tagRoutes } from './tag.ts';

const TAG = `(()=>{${'window.scout=1;'.repeat(200)}})();`;

function setUp(files: Record<string, string> = { 'scout.js': TAG, 'capture.js': 'export{}', 'index.js': 'entry' }) {
  const directory = mkdtempSync(join(tmpdir(), 'scout-tag-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  return { directory, get: (path: string, headers: Record<string, string> = {}) => app().request(path, { headers }) };
  function app() {
    return tagRoutes(directory);
  }
}

const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

test.each(['/s.js', '/scout.js'])('%s is the tag, readable by any page', async (path) => {
  const response = await setUp().get(path);
  expect(await response.text()).toBe(TAG);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'x-content-type-options': 'nosniff',
    'cache-control': expect.stringContaining('max-age='),
    vary: 'Accept-Encoding',
  });
  expect(response.headers.get('content-encoding')).toBeNull();
});

test.each([
  ['gzip, deflate, br', 'br', brotliDecompressSync],
  ['gzip, deflate', 'gzip', gunzipSync],
] as const)('a browser that accepts %s gets %s', async (accepted, encoding, decompress) => {
  const response = await setUp().get('/s.js', { 'accept-encoding': accepted });
  expect(response.headers.get('content-encoding')).toBe(encoding);
  const body = await bytesOf(response);
  expect(body.length).toBeLessThan(TAG.length / 2);
  expect(decompress(body).toString()).toBe(TAG);
});

test('a browser that has the tag gets a 304 without a body, for its own encoding only', async () => {
  const { get } = setUp();
  const etag = (await get('/s.js', { 'accept-encoding': 'br' })).headers.get('etag') ?? '';
  const again = await get('/s.js', { 'accept-encoding': 'br', 'if-none-match': etag });
  expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
  expect((await get('/s.js', { 'accept-encoding': 'br', 'if-none-match': `"other", W/${etag}` })).status).toBe(304);
  expect((await get('/s.js', { 'accept-encoding': 'gzip', 'if-none-match': etag })).status).toBe(200);
});

test('another build has another ETag', async () => {
  const [one, two] = [setUp(), setUp({ 'scout.js': `${TAG}//2` })];
  const etags = [(await one.get('/s.js')).headers.get('etag'), (await two.get('/s.js')).headers.get('etag')];
  expect(new Set(etags).size).toBe(2);
});

test('the parts of the tag stand under their own names, and nothing else does', async () => {
  const { get } = setUp();
  expect(await (await get('/capture.js')).text()).toBe('export{}');
  expect((await get('/index.js')).status).toBe(404);
  expect((await get('/missing.js')).status).toBe(404);
});

test('a tag that was not built is an error at the start, which names the file', () => {
  const { directory } = setUp({ 'index.js': 'entry' });
  expect(() => tagRoutes(directory)).toThrow(join(directory, 'scout.js'));
});
