import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { pages } from './src/pages/pages.ts';

const root = import.meta.dirname;

/** Hands Vite the pages that src/pages writes, as if they were HTML files in the root. */
function writtenPages(): Plugin {
  const documents = new Map([...pages()].map(([file, document]) => [join(root, file), document]));
  return {
    name: 'written-pages',
    config: () => ({ build: { rolldownOptions: { input: [...documents.keys()] } } }),
    resolveId: (id) => (documents.has(id) ? id : undefined),
    load: (id) => documents.get(id),
  };
}

export default defineConfig({
  root,
  logLevel: 'warn',
  appType: 'mpa',
  plugins: [writtenPages()],
  build: { target: 'es2022', emptyOutDir: true },
});
