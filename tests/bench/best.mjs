// The best known read: what a browser takes to list, look at and read the same files, nothing parsed,
// by the page in `best`, which shares no code with the app. Of several ways the best one counts.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { dropOn } from '../e2e/support/app.mjs';
import { profileBrowser } from '../e2e/support/browser.mjs';
import { serve } from '../e2e/support/server.mjs';

const PAGE = path.join(path.dirname(fileURLToPath(import.meta.url)), 'best');

/** What all ways together may take at most. */
const LIMIT_MS = 600_000;

/** ms of the best way, and of each: `{ ms, listing, listed, looks, reads }`. */
export async function bestRead(projects) {
  const server = await serve(PAGE);
  const folder = await mkdtemp(path.join(tmpdir(), 'sessionscope-best-'));
  const context = await profileBrowser(folder, { viewport: { width: 1280, height: 900 } });
  try {
    context.setDefaultTimeout(LIMIT_MS);
    const [page] = context.pages();
    await page.goto(server.url);
    await dropOn(await context.newCDPSession(page), projects);
    // Not in every frame: the page would draw for it.
    await page.waitForFunction(() => globalThis.best, null, { polling: 100 });
    const best = await page.evaluate(() => globalThis.best);
    if (best.error) throw new Error(best.error);
    return best;
  } finally {
    await context.close();
    await server.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
