// Search over everything: from typing to the message, and an index that follows the files.

import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';

import { scenario } from './support/app.mjs';
import { writeCorpus } from './support/corpus.mjs';
import { scratch } from './support/folder.mjs';
import { AGENT, SESSION, writeStory } from './support/story.mjs';

const HITS = '[data-hit]';

/** Waits until a search is done (with so many messages found); gives how many were found. */
async function done(app, wanted, query) {
  await app.page.waitForFunction(([count, text]) => {
    const view = document.querySelector('[data-search-state]')?.dataset;
    const hits = document.querySelector('[data-metric="search_hits"]')?.dataset.value;
    return view?.searchState === 'done' && (text === null || view.searchQuery === text) && (count === null || hits === String(count));
  }, [wanted ?? null, query ?? null]);
  return Number(await app.page.locator('[data-metric="search_hits"]').getAttribute('data-value'));
}

async function asked(app, query, wanted) {
  await app.page.locator('[data-search-input]').fill(query);
  return done(app, wanted, query);
}

const uuids = (app) => app.page.locator(HITS).evaluateAll((hits) => hits.map((hit) => hit.dataset.uuid));

async function opened(app, t) {
  const folder = path.join(await scratch(t), 'projects');
  const story = await writeStory(folder);
  await writeCorpus(folder, { files: 4, each: 3 });
  await app.drop(folder);
  await app.show('/search');
  return { story, folder };
}

scenario('words, phrases, beginnings, joins and filters find their messages', {}, async (app, t) => {
  const { story } = await opened(app, t);
  assert.equal(await app.page.locator('[data-search-state]').getAttribute('data-search-state'), 'idle');
  await asked(app, 'rust', 3);
  assert.deepEqual((await uuids(app)).toSorted(), [story.kept, story.last, 'assistant-2'].toSorted());
  await asked(app, '"fix the parser"', 1);
  assert.deepEqual(await uuids(app), [story.first]);
  await asked(app, 'pytho*', 2);
  await asked(app, 'python OR rust', 5);
  await asked(app, 'then -rust', 1);
  await asked(app, 'question', 12);
  await asked(app, 'question project:p0000', 6);
  await asked(app, 'tool:Bash is:error', 1);
  await asked(app, 'nothing-of-that-kind', 0);
});

scenario('a hit shows why, and opens at its message', {}, async (app, t) => {
  const { story } = await opened(app, t);
  await asked(app, 'parser', 1);
  const hit = app.page.locator(HITS);
  assert.equal(await hit.locator('mark').innerText(), 'parser');
  assert.equal(await hit.getAttribute('data-session'), SESSION);
  assert.equal(await hit.getAttribute('data-uuid'), story.first);
  await hit.click();
  await app.page.locator(`article[data-uuid="${story.first}"].marked`).waitFor();
  await app.page.goBack();
  await done(app, 1);
  const measures = await app.page.evaluate(() => performance.getEntriesByName('sessionscope:search').length);
  assert.ok(measures > 0);
});

scenario('a hit in the log of a subagent opens there', {}, async (app, t) => {
  const { story } = await opened(app, t);
  await asked(app, '"looking around"', 1);
  await app.page.locator(HITS).click();
  assert.ok(new URL(app.page.url()).hash.includes(`agent=${AGENT}`));
  await app.page.locator(`article[data-uuid="${story.deep}"].marked`).waitFor();
});

scenario('the index follows what is written, and is there again after a reload', {}, async (app, t) => {
  const { story, folder } = await opened(app, t);
  await app.live();
  await asked(app, 'xylophone', 0);
  await story.append('xylophone');
  await done(app, 1);
  await app.reopen();
  await done(app, 1);
  await rm(path.join(folder, 'p0000'), { recursive: true });
  await asked(app, 'question', 6);
});

scenario('hostile texts are found and shown as texts', {}, async (app, t) => {
  await opened(app, t);
  for (const [query, least] of [['harmed', 3], ['onerror', 1], ['iframe', 1], ['"right to left"', 1]]) {
    assert.ok(await asked(app, query) >= least, query);
    const found = await app.page.evaluate(() => ({
      harmed: globalThis.harmed,
      live: document.querySelectorAll('main :is(script, iframe, style, img, svg[onload])').length,
    }));
    assert.deepEqual(found, { harmed: undefined, live: 0 }, query);
  }
});

scenario('what is not understood is said', {}, async (app, t) => {
  await opened(app, t);
  await asked(app, 'parser', 1);
  assert.deepEqual(await app.page.locator('.search-notice').count(), 0);
  await asked(app, '(parser', 1);
  assert.match(await app.page.locator('.search-notice').innerText(), /bracket/i);
});

scenario('find in a session shows only what has it', {}, async (app, t) => {
  const { story } = await opened(app, t);
  await app.show(`/sessions/${SESSION}`);
  await app.page.locator('article.msg').first().waitFor();
  await app.page.locator('[data-find-input]').fill('python');
  await app.page.keyboard.press('Enter');
  // What was there stays in sight until what was found is read.
  await app.page.waitForFunction(() => document.querySelector('[data-position]').textContent.endsWith('of 2')
    && document.querySelectorAll('article.msg').length <= 2);
  const shown = await app.page.locator('article.msg').evaluateAll((items) => items.map((item) => item.dataset.uuid));
  assert.ok(shown.includes(story.left) && shown.length === 2, shown.join());
});
