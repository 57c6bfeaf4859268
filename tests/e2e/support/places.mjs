// Where things are, and why a test cannot run where one of them is missing.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = path.dirname(fileURLToPath(import.meta.url));
/** The repository. */
export const ROOT = path.resolve(HERE, '../../..');
/** The built app. */
export const DIST = path.resolve(process.env.SESSIONSCOPE_DIST ?? path.join(ROOT, 'dist'));
/** The browser. */
export const CHROMIUM = process.env.SESSIONSCOPE_CHROMIUM ?? process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
/** The repository's own cases: small folders with what is expected of them. */
export const CASES = path.join(ROOT, 'tests/fixtures/cases');
/** Pictures and reports of a run; never committed. */
export const TARGET = path.join(process.env.CARGO_TARGET_DIR ?? path.join(ROOT, 'target'));

const REAL = process.env.SESSIONSCOPE_FIXTURES;

if (!existsSync(path.join(DIST, 'index.html'))) {
  throw new Error('there is no built app: run `cargo xtask dist`, or set SESSIONSCOPE_DIST');
}

/** The real logs beside the repository, which stay out of it: `projects` and their answer key. */
export const real = REAL && existsSync(path.join(REAL, 'answers.json'))
  ? { projects: path.join(REAL, 'projects'), answers: JSON.parse(readFileSync(path.join(REAL, 'answers.json'), 'utf8')) }
  : null;

/** Options of a test that reads the real logs: skipped, by name, where they are missing. */
export const needsRealLogs = real ? {} : { skip: 'the real logs (SESSIONSCOPE_FIXTURES) are not here' };

/** A case of the repository: its `projects` folder and what is expected of it. */
export function caseOf(name) {
  const folder = path.join(CASES, name);
  const expected = JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8'));
  return { projects: path.join(folder, 'projects'), expected: expected.expect };
}

/** Options of a test over the repository's cases. */
export const needsCases = existsSync(CASES) ? {} : { skip: 'tests/fixtures/cases is not here' };
