// What people use today: ccusage from npm, a command line tool, on the same files and without a
// network. Measured only where it was installed (`cargo xtask bench --peer` does that).

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = path.join(path.dirname(fileURLToPath(import.meta.url)), 'node_modules/ccusage');

/** Its name and version, or null where it is not installed. */
export function peer() {
  if (!existsSync(PACKAGE)) return null;
  const { version } = JSON.parse(readFileSync(path.join(PACKAGE, 'package.json'), 'utf8'));
  return `ccusage ${version}`;
}

/** How long it takes for its totals, in ms, and what they are. */
export async function askPeer(projects) {
  const home = await mkdtemp(path.join(tmpdir(), 'sessionscope-peer-'));
  await symlink(projects, path.join(home, 'projects'));
  const start = performance.now();
  const text = await run(['daily', '--json', '--offline'], home);
  const ms = performance.now() - start;
  await rm(home, { recursive: true, force: true });
  const { totals } = JSON.parse(text.slice(text.indexOf('{')));
  return { ms, totals };
}

function run(words, home) {
  const environment = { ...process.env, CLAUDE_CONFIG_DIR: home, HOME: home, TZ: 'UTC', NO_COLOR: '1' };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(PACKAGE, 'src/cli.js'), ...words], { env: environment });
    let text = '';
    let complaint = '';
    child.stdout.on('data', (piece) => { text += piece; });
    child.stderr.on('data', (piece) => { complaint += piece; });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(text) : reject(new Error(complaint.slice(0, 400)))));
  });
}
