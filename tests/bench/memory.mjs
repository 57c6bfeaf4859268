// Private memory of the processes that hold pages, as Linux counts it.

import { readFile } from 'node:fs/promises';

/** How often the peak is looked for. */
const EVERY_MS = 100;

/** Bytes that this process alone holds. */
async function privateBytes(pid) {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  const kilobytes = text.match(/^Private_Dirty:\s+(\d+) kB/m)?.[1] ?? 0;
  return Number(kilobytes) * 1024;
}

/** Chromium draws its own address bar in a renderer, which no page is ever in. */
async function isOfBrowser(pid) {
  const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return words.split('\0').includes('--top-chrome-webui');
}

/** Reads the memory of a browser, by what asks its own protocol; null where there is no /proc. */
export async function memoryOf(cdp) {
  const now = async () => {
    const { processInfo } = await cdp.send('SystemInfo.getProcessInfo');
    const renderers = processInfo.filter(({ type }) => type === 'renderer');
    const bytes = await Promise.all(renderers.map(async ({ id }) => (
      await isOfBrowser(id) ? 0 : privateBytes(id))));
    return bytes.reduce((sum, each) => sum + each, 0);
  };
  return (await now()) > 0 ? { now } : null;
}

/** Looks for the peak until `stop` is called, which gives it. */
export function watchPeak(memory) {
  let peak = 0;
  let isDone = false;
  const watching = (async () => {
    while (!isDone) {
      peak = Math.max(peak, await memory.now());
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  })();
  return {
    async stop() {
      isDone = true;
      await watching;
      return Math.max(peak, await memory.now());
    },
  };
}
