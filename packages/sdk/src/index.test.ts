import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rollup } from 'rollup';
import { expect, onTestFinished, test } from 'vitest';
import { buildDeclarations, buildModule } from '../build.ts';
import { createScout } from './index.ts';

/** The published entry, unpacked in a folder of its own. */
async function unpack(files: Record<string, string>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'scout-npm-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

async function shake(code: string): Promise<string> {
  const folder = await unpack({ 'index.js': await buildModule(), 'shop.js': code });
  const bundle = await rollup({ input: join(folder, 'shop.js') });
  const { output } = await bundle.generate({ format: 'es' });
  return output[0].code;
}

test('on a server a Scout does nothing and throws nothing', () => {
  const scout = createScout({ key: 'pk_test', host: 'https://t.shop.test' });
  scout.identify('a@b.se');
  scout.track('Purchase', { value: 1 });
  scout.page();
  scout.consent('denied');
  scout.reset();
  expect(createScout({ key: '', host: 'nonsense' })).toHaveProperty('track');
});

test('the built entry can be imported on a server', async () => {
  const folder = await unpack({ 'index.js': await buildModule() });
  const code = `import { createScout } from './index.js'; createScout({ key: 'pk', host: 'https://t.shop.test' }).track('A'); console.log('fine')`;
  writeFileSync(join(folder, 'server.js'), code);
  expect(execFileSync(process.execPath, [join(folder, 'server.js')], { encoding: 'utf8' })).toBe('fine\n');
});

test('a bundler keeps only what a shop imports', async () => {
  const whole = await shake(`export * from './index.js'`);
  const core = await shake(
    `import { createScout } from './index.js'; createScout({ key: 'pk', host: 'https://t.shop.test' })`,
  );
  const words = await shake(`import { explain } from './index.js'; explain('full')`);
  for (const text of ['view_item_list', 'ld+json', '__tcfapi', 'pushState']) {
    expect(whole).toContain(text);
    expect(core).not.toContain(text);
  }
  expect(core).toContain('keepalive');
  expect(words).not.toContain('keepalive');
});

test('the declarations stand alone and know the names of events and properties', async () => {
  const declarations = buildDeclarations();
  expect(Object.values(declarations).join('')).not.toContain('@scout/');
  const folder = await unpack({
    ...declarations,
    'shop.ts': `
      import { createScout, captureDataLayer, explain, type EventName, type Item, type Scout } from './index.js';
      const scout: Scout = createScout({ key: 'pk', host: 'https://t.shop.test', consent: 'auto', debug: explain });
      const name: EventName = 'AddToCart';
      const item: Item = { sku: 'A', price: 9.5, quantity: 1 };
      scout.track(name, { value: 9.5, currency: 'EUR', items: [item], gift: true });
      scout.track('Something of our own');
      scout.identify({ email: 'a@b.se' });
      captureDataLayer(scout);
      // @ts-expect-error a price is a number
      scout.track('AddToCart', { items: [{ price: '9,50' }] });
      // @ts-expect-error no such state
      scout.consent('yes');
      // @ts-expect-error no such field
      scout.identify({ mail: 'a@b.se' });
      // @ts-expect-error the host is missing
      createScout({ key: 'pk' });
    `,
  });
  const tsc = fileURLToPath(import.meta.resolve('typescript/package.json')).replace('package.json', 'bin/tsc');
  for (const resolution of ['nodenext', 'esnext']) {
    const moduleResolution = resolution === 'esnext' ? 'bundler' : resolution;
    const args = [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      '--exactOptionalPropertyTypes',
      '--target',
      'es2022',
      '--module',
      resolution,
    ];
    const said = spawnSync(
      process.execPath,
      [tsc, ...args, '--moduleResolution', moduleResolution, join(folder, 'shop.ts')],
      {
        encoding: 'utf8',
      },
    );
    expect(said.stdout).toBe('');
  }
});
