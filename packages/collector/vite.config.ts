import { defineConfig } from 'vite';

/** The collector and its command line with all they import, as two plain modules: what the container runs. */
export default defineConfig({
  root: import.meta.dirname,
  ssr: { noExternal: true },
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'dist',
    emptyOutDir: true,
    rolldownOptions: {
      input: { collector: 'src/main.ts', scout: 'src/cli/main.ts' },
      output: { entryFileNames: '[name].mjs', chunkFileNames: 'chunk-[hash].mjs' },
    },
  },
});
