// Bytes of code that a first visit downloads.

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/** Raw and gzipped bytes of wasm, js and css below `folder`, and of all three together. */
export async function sizesOf(folder) {
  const sizes = { wasm: [0, 0], js: [0, 0], css: [0, 0], total: [0, 0] };
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const kind = path.extname(entry.name).slice(1);
    if (!entry.isFile() || !(kind in sizes)) continue;
    const bytes = await readFile(path.join(entry.parentPath ?? entry.path, entry.name));
    for (const sum of [sizes[kind], sizes.total]) {
      sum[0] += bytes.length;
      sum[1] += gzipSync(bytes, { level: 9 }).length;
    }
  }
  return sizes;
}
