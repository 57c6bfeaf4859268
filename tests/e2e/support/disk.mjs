// What stands in the files of a profile on disk, whatever the browser says of them.

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** The files below `folder` that hold one of `words`, as UTF-8 or UTF-16: `file: word`, sorted. */
export async function filesWith(folder, words) {
  const forms = words.flatMap((word) => ['utf8', 'utf16le'].map((form) => ({ word, bytes: Buffer.from(word, form) })));
  const found = new Set();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    // The browser takes files away meanwhile.
    const content = await readFile(file).catch(() => Buffer.alloc(0));
    for (const { word, bytes } of forms) {
      if (content.includes(bytes)) found.add(`${path.relative(folder, file)}: ${word}`);
    }
  }
  return [...found].sort();
}

/** Looks again and again, up to a minute, until `wanted` says that what was found is right; gives what was found last. */
export async function untilFiles(folder, words, wanted) {
  for (let tries = 0; ; tries += 1) {
    const found = await filesWith(folder, words);
    if (wanted(found) || tries >= 120) return found;
    await new Promise((resolve) => { setTimeout(resolve, 500); });
  }
}
