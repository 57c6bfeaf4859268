// Small corpora of our own, made on the spot, whose totals are known by arithmetic.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

const pad = (number, digits) => String(number).padStart(digits, '0');

/** A user's line and a model's answer to it, as two lines. */
export function exchange(session, number, { padding = '', model = 'claude-opus-5', project = 'p' } = {}) {
  const minute = new Date(Date.UTC(2026, 6, 1, 10, 0) + number * 60_000).toISOString();
  const id = `${session}-${pad(number, 6)}`;
  const shared = { sessionId: session, cwd: `/home/dev/${project}`, version: '2.1.220', gitBranch: 'main', isSidechain: false, timestamp: minute };
  const user = { type: 'user', uuid: `u-${id}`, ...shared, message: { role: 'user', content: `Question ${number}` } };
  const usage = { input_tokens: 10, output_tokens: 100, cache_creation_input_tokens: 0, cache_read_input_tokens: 1000 };
  const message = { id: `msg_${id}`, type: 'message', role: 'assistant', model, content: [{ type: 'text', text: `Answer ${number} ${padding}` }], usage };
  const assistant = { type: 'assistant', uuid: `a-${id}`, ...shared, requestId: `req_${id}`, message };
  return `${JSON.stringify(user)}\n${JSON.stringify(assistant)}\n`;
}

/** What `responses` such exchanges add up to. At claude-opus-5's prices each costs 0.00305 USD. */
export function totalsOf({ files, responses }) {
  return {
    files,
    sessions: files,
    lines: responses * 2,
    input_tokens: responses * 10,
    output_tokens: responses * 100,
    cache_read_tokens: responses * 1000,
    messages_user: responses,
    messages_assistant: responses,
  };
}

/** Writes `files` sessions of `each` exchanges below `folder`; returns their totals. */
export async function writeCorpus(folder, { files = 4, each = 3, padding = 0, perProject = 2 } = {}) {
  const filler = 'x'.repeat(padding);
  for (let number = 0; number < files; number += 1) {
    const project = `p${pad(Math.floor(number / perProject), 4)}`;
    const session = `s${pad(number, 6)}`;
    await mkdir(path.join(folder, project), { recursive: true });
    const lines = Array.from({ length: each }, (_, at) => exchange(session, at, { padding: filler, project }));
    await writeFile(path.join(folder, project, `${session}.jsonl`), lines.join(''));
  }
  return { ...totalsOf({ files, responses: files * each }), projects: Math.ceil(files / perProject) };
}
