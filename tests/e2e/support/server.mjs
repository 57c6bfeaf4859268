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
  const bytes = await sizeOf(file);
  return bytes === null ? null : { file, bytes };
}

/** The bytes of a file, or null where there is none. */
async function sizeOf(file) {
  const found = await stat(file).catch(() => null);
  return found?.isFile() ? found.size : null;
}

/** The first compressed copy beside a file of which the browser says that it takes it, or null. */
async function coded({ file }, accepted = '') {
  const taken = accepted.split(',').map((one) => one.trim());
  for (const [coding, extension] of [['br', 'br'], ['gzip', 'gz']]) {
    const bytes = taken.includes(coding) ? await sizeOf(`${file}.${extension}`) : null;
    if (bytes !== null) return { file: `${file}.${extension}`, bytes, coding };
  }
  return null;
}

/**
 * Serves `folder` under `base` ('/' or '/some/path/') on a free port, `compressed` with the copies that the build
 * made for that. `requests` holds `{ method, path }` of each request so far.
 */
export async function serve(folder, base = '/', { compressed = false } = {}) {
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
    const sent = (compressed && await coded(found, request.headers['accept-encoding'])) || found;
    const coding = sent.coding ? { 'content-encoding': sent.coding } : {};
    response.writeHead(200, { 'content-type': type, 'content-length': sent.bytes, 'cache-control': 'no-cache', ...coding });
    createReadStream(sent.file).pipe(response);
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
