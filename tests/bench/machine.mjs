// What the figures were measured on; nothing that names the machine.

import { readFile } from 'node:fs/promises';
import os from 'node:os';

export async function machine(browserVersion) {
  const memory = os.totalmem() / 2 ** 30;
  const load = os.loadavg()[0];
  return {
    cores: os.cpus().length,
    processor: os.cpus()[0]?.model.trim() || 'unknown',
    memoryGiB: Math.round(memory),
    system: await systemName(),
    browser: `Chromium ${browserVersion} (headless)`,
    node: process.version,
    loadBefore: Number(load.toFixed(2)),
    date: new Date().toISOString().slice(0, 10),
  };
}

async function systemName() {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return text.match(/^PRETTY_NAME="?([^"\n]+)/m)?.[1] ?? `${os.type()} ${os.release()}`;
}
