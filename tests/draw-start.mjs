// Writes the start, as the app in `dist` draws it, into index.html: node tests/draw-start.mjs
//
// src/views/start.rs is where it is told; e2e/start.test.mjs compares the two.

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { openApp } from './e2e/support/app.mjs';
import { closeSharedBrowser } from './e2e/support/browser.mjs';
import { htmlOf, treeOf } from './e2e/support/first-screen.mjs';
import { ROOT } from './e2e/support/places.mjs';

const PAGE = path.join(ROOT, 'index.html');
const BEGIN = '<!-- the start, by tests/draw-start.mjs -->\n';
const END = '      <!-- end of the start -->';
/** What is said on it stands before the ways in. */
const BOOT = /^ *<div id="boot"[\s\S]*?^ *<\/div>\n/m;

const app = await openApp();
const tree = await app.page.$eval('.start', treeOf);
await app.close();
await closeSharedBrowser();
const page = await readFile(PAGE, 'utf8');
const boot = page.match(BOOT)?.[0];
const from = page.indexOf(BEGIN) + BEGIN.length;
const to = page.indexOf(END);
if (!boot || from < BEGIN.length || to < from) throw new Error('index.html has no place for the start');
await writeFile(PAGE, `${page.slice(0, from)}${htmlOf(tree, '      ', boot)}\n${page.slice(to)}`);
