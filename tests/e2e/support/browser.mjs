// One browser a test file, one fresh profile a test.

import { chromium } from 'playwright-core';

import { CHROMIUM } from './places.mjs';

/** No sandbox, since CI runs as root; and nothing the browser would fetch for itself. */
export const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let shared;

/** The browser of this file, started when it is first asked for, and again if it has crashed. */
export async function sharedBrowser() {
  if (shared && !(await shared).isConnected()) shared = undefined;
  shared ??= chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  return shared;
}

/** The browser itself has ended, which no page can make it do but by a mistake of its own. */
export async function hasCrashed() {
  return shared !== undefined && !(await shared).isConnected();
}

/** A browser with a profile on disk in `folder`, as a person has it; the caller closes it. */
export function profileBrowser(folder, options = {}) {
  const { args = [], ...rest } = options;
  return chromium.launchPersistentContext(folder, {
    executablePath: CHROMIUM,
    args: [...ARGUMENTS, ...args],
    ...rest,
  });
}

/** Ends the shared browser, if it was started. */
export async function closeSharedBrowser() {
  if (shared) await (await shared).close();
  shared = undefined;
}
