// The engine's reading of a corpus, native and as wasm in Node, one after the other in each turn: the same program
// (`engine/examples/throughput.rs`) on one thread, every file in memory before the clock starts.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const LIMIT_MS = 300_000;

/** How often all files are read: compiled wasm shows from the second round on. */
const ROUNDS = 5;

/** What `cargo xtask bench` has built; null where the measurement was not asked for. */
export function parsers() {
  const { SESSIONSCOPE_PARSER: native, SESSIONSCOPE_PARSER_WASM: wasm } = process.env;
  return native && wasm ? { native, wasm } : null;
}

/** The seconds of each round, in ms. */
async function rounds(program, args) {
  const { stdout } = await run(program, args, { timeout: LIMIT_MS });
  const [, seconds] = stdout.match(/^seconds: (.*)$/m);
  return seconds.split(' ').map((text) => Number(text) * 1000);
}

/** ms of the first round and of the quickest, native and as wasm. */
export async function parse({ native, wasm }, folder) {
  const host = fileURLToPath(new URL('wasi.mjs', import.meta.url));
  const of = (all) => ({ first: all[0], best: Math.min(...all) });
  const here = of(await rounds(native, [folder, String(ROUNDS)]));
  const there = of(await rounds(process.execPath, ['--no-warnings', host, wasm, folder, String(ROUNDS)]));
  return { native: here, wasm: there };
}
