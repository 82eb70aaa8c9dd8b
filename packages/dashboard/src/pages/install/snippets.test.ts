import { Script } from 'node:vm';
import { expect, test } from 'vitest';
import { snippets } from './snippets.ts';

const all = snippets({ host: 'https://t.example.com', key: 'pk_shop' });

test('every way to install names the real host, and the real key unless it needs the secret one', () => {
  const named = all.map(({ id, code }) => [
    id,
    code.includes('https://t.example.com') && code.includes(id === 'server' ? 'sk_YOUR_SERVER_KEY' : 'pk_shop'),
  ]);
  expect(named).toEqual(all.map(({ id }) => [id, true]));
});

test('the HTML snippet is the one of the README, character by character', () => {
  expect(all[0]?.code).toBe(
    `<script>window.scout=window.scout||new Proxy({q:[]},{get:(t,m)=>m==='q'?t.q:(...a)=>t.q.push([m,...a])})</script>
<script async src="https://t.example.com/s.js" data-key="pk_shop"></script>`,
  );
});

test('what runs in the Shopify pixel is JavaScript that can be parsed', () => {
  const code = all.find(({ id }) => id === 'shopify-pixel')?.code ?? '';
  expect(() => new Script(code)).not.toThrow();
});
