// Coming back to what was read before: stored totals of few files and of many, in the same run, since
// they should take the same.

import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';

import { logsOf, scratch } from '../e2e/support/folder.mjs';
import { rest, visiting } from './visit.mjs';

/** So many files of a corpus are the few. */
const FEW = 100;

/** How often a page is loaded anew. */
const RELOADS = 6;

/** After so long what was shown is stored, and a page that was loaded is at rest, in ms. */
const STORED_MS = 5000;
const LOADED_MS = 2500;

/** Some files of a corpus, spread over all of it, as a corpus of their own. */
export async function fewOf(cleanup, projects) {
  const folder = path.join(await scratch(cleanup), 'projects');
  const logs = await logsOf(projects);
  const step = Math.max(1, logs.length / FEW);
  for (let at = 0; at < Math.min(FEW, logs.length); at += 1) {
    const log = logs[Math.trunc(at * step)];
    await mkdir(path.dirname(path.join(folder, log)), { recursive: true });
    await cp(path.join(projects, log), path.join(folder, log), { preserveTimestamps: true });
  }
  return folder;
}

/** Reads a corpus, then loads the page again and again: ms to stored totals, each, and their files. */
async function reloads(server, projects) {
  return visiting(server, async (app) => {
    await app.drop(projects);
    await rest(STORED_MS);
    const painted = [];
    let files;
    for (let time = 0; time < RELOADS; time += 1) {
      await app.page.reload();
      await app.page.waitForFunction(() => performance.getEntriesByName('sessionscope:warm-open').length > 0);
      const [first] = await app.measures('sessionscope:first-paint-of-totals');
      painted.push(first.duration);
      files = first.detail?.files;
      await rest(LOADED_MS);
    }
    return { painted, files };
  });
}

/** Stored totals of a few files and of a whole corpus, one after the other. */
export async function returning(server, few, all) {
  return { few: await reloads(server, few), all: await reloads(server, all) };
}
