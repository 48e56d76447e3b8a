/** @file Builds the gallery, serves it on loopback with the window's own content security policy, and stops again. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

const here = fileURLToPath(new URL('..', import.meta.url));

/** As in tauri.conf.json; the gallery itself needs no connection at all. */
export const policy =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

declare module 'vitest' {
  interface ProvidedContext {
    galleryAddress: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (!process.env.LARDER_GALLERY_BUILT) {
    // A process of its own: under the test runner's NODE_ENV, lists would draw every row.
    await promisify(execFile)('npm', ['run', 'build:gallery'], {
      cwd: here,
      env: { ...process.env, NODE_ENV: 'production' },
    });
  }
  const folder = join(here, 'dist-gallery');
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://gallery').pathname);
    const file = join(folder, path === '/' ? 'index.html' : path);
    try {
      const content = await readFile(file);
      response.writeHead(200, {
        'content-type': types[extname(file)] ?? 'application/octet-stream',
        'content-security-policy': policy,
        'cache-control': 'max-age=3600',
      });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  project.provide('galleryAddress', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  };
}
