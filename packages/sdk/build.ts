import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rollup, type Plugin } from 'rollup';
import { minify } from 'terser';
import { transformWithOxc } from 'vite';

const source = join(import.meta.dirname, 'src');
const dist = join(import.meta.dirname, 'dist');
const ENTRY = '\0entry.ts';

/** The files that a page loads, each with its source; an extra's one export is `run`. */
const FILES: Record<string, { code: string; format: 'iife' | 'es' }> = {
  'scout.js': { format: 'iife', code: `import './tag.ts'` },
  'dl.js': { format: 'es', code: `export { captureDataLayer as run } from './capture/data-layer.ts'` },
  'em.js': { format: 'es', code: `export { captureEmails as run } from './capture/emails.ts'` },
  'pd.js': { format: 'es', code: `export { captureProductData as run } from './capture/product-data.ts'` },
  'sp.js': { format: 'es', code: `export { captureRouteChanges as run } from './capture/route-changes.ts'` },
  'sh.js': { format: 'es', code: `export { runShopifyPixel as run } from './extras/shopify-pixel.ts'` },
  'cs.js': { format: 'es', code: `export { followConsentTools as run } from './capture/consent-tools.ts'` },
  'db.js': {
    format: 'es',
    code: `import { explain } from './explain.ts'; export const run = (_, ...notice) => explain(...notice)`,
  },
};

const eraseTypes: Plugin = {
  name: 'erase-types',
  transform: async (code, id) =>
    id.endsWith('.ts') ? { code: (await transformWithOxc(code, id, { target: 'es2022' })).code, map: null } : null,
};

/** One module of what the given entry code reaches; `code` imports from src. */
async function bundle(code: string, format: 'iife' | 'es'): Promise<string> {
  const entry: Plugin = {
    name: 'entry',
    resolveId: (id, importer) => (id === ENTRY ? id : importer === ENTRY ? join(source, id) : null),
    load: (id) => (id === ENTRY ? code : null),
  };
  const build = await rollup({
    input: ENTRY,
    plugins: [entry, eraseTypes],
    onwarn(warning) {
      throw new Error(warning.message);
    },
  });
  const { output } = await build.generate({ format, strict: false });
  await build.close();
  return output[0].code;
}

async function shorten(code: string): Promise<string> {
  // One keyword for all that is declared compresses better than two.
  const { code: short } = await minify(code.replaceAll('const ', 'let '), {
    ecma: 2020,
    toplevel: true,
    compress: { passes: 2, unsafe: true, unsafe_arrows: true, pure_getters: true, hoist_funs: true },
    // Ours, but for the names of cookies and on the wire.
    mangle: {
      properties: { regex: /^(_[a-zA-Z]{3,}|pageViews|debug|host)$/, reserved: ['_fbp', '_fbc', '_scout'] },
    },
  });
  if (!short) throw new Error('terser gave no code');
  return short;
}

/** The browser files by name, as the collector serves them (`scout.js` at `/s.js`, each other at its own name). */
export async function buildFiles(): Promise<Record<string, string>> {
  const built: Record<string, string> = {};
  for (const [name, { code, format }] of Object.entries(FILES)) built[name] = await shorten(await bundle(code, format));
  return built;
}

/** The npm entry: one readable module, for the shop's own bundler to shake and minify. */
export function buildModule(): Promise<string> {
  return bundle(`export * from './index.ts'`, 'es');
}

/** The modules that the npm entry's declarations refer to. */
const DECLARED = [
  'index',
  'explain',
  'start-scout',
  'capture/consent-tools',
  'capture/data-layer',
  'capture/emails',
  'capture/product-data',
  'capture/route-changes',
];

/** The npm entry's declarations by file name, with the private wire types as a file among them. */
export function buildDeclarations(): Record<string, string> {
  const out = mkdtempSync(join(tmpdir(), 'scout-types-'));
  try {
    const tsc = fileURLToPath(import.meta.resolve('typescript/package.json')).replace('package.json', 'bin/tsc');
    const project = join(import.meta.dirname, 'tsconfig.types.json');
    execFileSync(process.execPath, [tsc, '-p', project, '--outDir', out], { stdio: 'inherit' });
    const wire = readFileSync(join(out, 'wire/src/index.d.ts'), 'utf8').replace(
      '`@scout/wire/schema`',
      'a schema of its own',
    );
    const declarations: Record<string, string> = { 'wire.d.ts': wire };
    for (const name of DECLARED) {
      const text = readFileSync(join(out, 'sdk/src', `${name}.d.ts`), 'utf8');
      declarations[`${name}.d.ts`] = text.replaceAll('@scout/wire', name.includes('/') ? '../wire.js' : './wire.js');
    }
    return declarations;
  } finally {
    rmSync(out, { recursive: true });
  }
}

if (import.meta.main) {
  const files = { ...(await buildFiles()), 'index.js': await buildModule(), ...buildDeclarations() };
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(join(dist, 'capture'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dist, name), text);
}
