// Folders to drop: copies that a test may change, outside of the repository.

import { cp, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** An empty folder, removed when the test `t` ends. */
export async function scratch(t) {
  const folder = await mkdtemp(path.join(tmpdir(), 'sessionscope-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A writable copy of `source` named `name`, without links and with the same times. */
export async function copyOf(t, source, name = 'projects') {
  const target = path.join(await scratch(t), name);
  await cp(source, target, { recursive: true, dereference: true, preserveTimestamps: true });
  await makeWritable(target);
  return target;
}

async function makeWritable(folder) {
  const { chmod } = await import('node:fs/promises');
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const inner = path.join(folder, entry.name);
    if (entry.isDirectory()) await makeWritable(inner);
    else await chmod(inner, 0o644);
  }
}

/** All `.jsonl` files of a folder, as paths relative to it, sorted. */
export async function logsOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.jsonl'))
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

/** Bytes of all `.jsonl` files of a folder. */
export async function bytesOf(folder) {
  const sizes = await Promise.all((await logsOf(folder)).map(async (name) => (await stat(path.join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Gives the file a time of last change `seconds` from now, so that it differs for certain. */
export async function touch(file, seconds = 5) {
  const when = new Date(Date.now() + seconds * 1000);
  await utimes(file, when, when);
}

/** Writes a file and dates it so that the change is seen. */
export async function rewrite(file, text) {
  await writeFile(file, text);
  await touch(file);
}
