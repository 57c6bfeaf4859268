// A plain static server, as any host of files is: no special headers, no rewriting, nothing cached.
// It notes every request, so that a test can say what a run asked for.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** The file of a request under `folder`, or null where there is none. */
async function fileOf(folder, base, pathname) {
  if (!pathname.startsWith(base)) return null;
  const relative = decodeURIComponent(pathname.slice(base.length));
  const file = path.join(folder, relative.endsWith('/') || relative === '' ? `${relative}index.html` : relative);
  if (!file.startsWith(folder + path.sep)) return null;
  const found = await stat(file).catch(() => null);
  return found?.isFile() ? { file, bytes: found.size } : null;
}

/**
 * Serves `folder` under `base` ('/' or '/some/path/') on a free port.
 * `requests` holds `{ method, path }` of each request so far.
 */
export async function serve(folder, base = '/') {
  const requests = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    requests.push({ method: request.method, path: pathname });
    const found = await fileOf(path.resolve(folder), base, pathname);
    if (!found) {
      response.writeHead(404, { 'content-type': 'text/plain' });
      response.end('not found');
      return;
    }
    const type = TYPES[path.extname(found.file)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, 'content-length': found.bytes, 'cache-control': 'no-cache' });
    createReadStream(found.file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  return {
    url: `http://127.0.0.1:${port}${base}`,
    origin: `http://127.0.0.1:${port}`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
