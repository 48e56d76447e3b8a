/** @file Builds the page: the release one, and two others that talk to a bridge or to a pretend engine. */
import { fileURLToPath } from 'node:url';
import { transformAsync } from '@babel/core';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Which module carries calls to the engine; the release build knows only the first. */
const transports: Record<string, string> = {
  bridge: './src/transport.bridge.ts',
  gallery: './src/gallery/transport.ts',
};

/** React Compiler needs Babel; everything else is left to Vite. */
function reactCompiler(): Plugin {
  return {
    name: 'react-compiler',
    enforce: 'pre',
    transform: {
      filter: { id: /\/src\/.*\.tsx$/ },
      async handler(code, id) {
        const compiled = await transformAsync(code, {
          filename: id,
          babelrc: false,
          configFile: false,
          sourceMaps: true,
          parserOpts: { plugins: ['jsx', 'typescript'] },
          plugins: [['babel-plugin-react-compiler', { target: '19' }]],
        });
        return compiled?.code ? { code: compiled.code, map: compiled.map ?? null } : undefined;
      },
    },
  };
}

export default defineConfig(({ mode }) => {
  const other = transports[mode];
  return {
    root: here('.'),
    base: './',
    plugins: [reactCompiler(), react()],
    resolve: { alias: { '#api': here(other ?? './src/api.ts') } },
    build: {
      outDir: other ? `dist-${mode}` : 'dist',
      emptyOutDir: true,
      // The content security policy has no `data:` fonts, and WebKitGTK caches files well.
      assetsInlineLimit: 0,
      target: ['safari17', 'chrome120'],
      chunkSizeWarningLimit: 900,
    },
    server: { host: '127.0.0.1', port: 5173, strictPort: true },
    test: { include: ['src/**/*.test.ts'], environment: 'node' },
  };
});
