// A session of our own with one of everything that a transcript shows, hostile texts among it.

import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

export const SESSION = '11111111-2222-4333-8444-555555555555';
export const AGENT = 'a1b2c3d4';

/** Texts that would do harm if any of them were taken for markup. */
export const HOSTILE = [
  '<script>globalThis.harmed = 1</script>',
  '<img src=x onerror="globalThis.harmed = 2">',
  '[click](javascript:globalThis.harmed=3)',
  '![picture](https://harm.example/a.png)',
  '<svg onload="globalThis.harmed = 4"></svg>',
  '</pre></div></article><h1>out</h1>',
  '&lt;b&gt; &#x3c;script&#x3e;',
  '\u202Eright to left\u202C zero\u200Bwidth',
  '\u001b[31mred\u001b[0m \u001b]8;;javascript:globalThis.harmed=5\u0007link\u001b]8;;\u0007',
  '<iframe srcdoc="<script>parent.harmed=6</script>"></iframe>',
  '<style>*{display:none}</style>',
  '[a]: javascript:alert(1)\n[a]',
];

/** Lines of a session, each with the one before as its parent. */
export class Story {
  constructor(session, extra = {}) {
    this.session = session;
    this.extra = extra;
    this.lines = [];
    this.parent = null;
    this.minute = 0;
  }

  add(type, fields, uuid = `${type}-${this.lines.length}`) {
    this.minute += 1;
    const timestamp = new Date(Date.UTC(2026, 6, 1, 10, this.minute)).toISOString();
    this.lines.push({
      parentUuid: this.parent, isSidechain: false, userType: 'external', cwd: '/home/dev/story', sessionId: this.session,
      version: '2.1.220', gitBranch: 'main', type, uuid, timestamp, ...this.extra, ...fields,
    });
    this.parent = uuid;
    return uuid;
  }

  user(content, fields = {}) {
    return this.add('user', { message: { role: 'user', content }, ...fields });
  }

  assistant(block, fields = {}) {
    const id = `msg_${this.extra.agentId ?? ''}${this.lines.length}`;
    const usage = { input_tokens: 10, output_tokens: 100, cache_creation_input_tokens: 0, cache_read_input_tokens: 5000 };
    const message = { id, type: 'message', role: 'assistant', model: 'claude-opus-5', content: [block], usage };
    return this.add('assistant', { message, requestId: `req_${id}`, ...fields });
  }

  tool(name, input, result, { failed = false, kept = undefined } = {}) {
    const id = `toolu_${this.lines.length}`;
    const call = this.assistant({ type: 'tool_use', id, name, input });
    const content = [{ tool_use_id: id, type: 'tool_result', content: result, ...(failed ? { is_error: true } : {}) }];
    this.user(content, { toolUseResult: kept ?? result });
    return call;
  }

  text() {
    return this.lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  }
}

/** Writes the story below `folder`; gives its path, the uuids of its records and of some of them. */
export async function writeStory(folder) {
  const story = new Story(SESSION);
  const first = story.user('Please fix the parser\nof our config files.');
  const thinking = story.assistant({ type: 'thinking', thinking: 'Let me look at *it*.', signature: 'x' });
  story.assistant({ type: 'text', text: '# Plan\n\n- read `a.rs`\n- fix **it**\n\n```rust\nfn main() {} // yes\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |' });
  story.tool('Read', { file_path: '/home/dev/story/a.rs' }, '1\tfn main() {}', {
    kept: { type: 'text', file: { filePath: '/home/dev/story/a.rs', content: 'fn main() {}', numLines: 1, startLine: 1, totalLines: 1 } },
  });
  const edit = story.tool('Edit', { file_path: '/home/dev/story/a.rs', old_string: 'fn main() {}', new_string: 'fn main() { run() }' }, 'ok', {
    kept: {
      filePath: '/home/dev/story/a.rs', oldString: 'fn main() {}', newString: 'fn main() { run() }',
      structuredPatch: [{ oldStart: 1, oldLines: 1, newStart: 1, newLines: 1, lines: ['-fn main() {}', '+fn main() { run() }'] }],
    },
  });
  const failed = story.tool('Bash', { command: 'cargo test', description: 'Run the tests' }, 'error: no such function', { failed: true, kept: 'Error: error: no such function' });
  const todo = story.tool('TodoWrite', { todos: [{ content: 'Fix it', status: 'completed' }, { content: 'Test it', status: 'in_progress' }] }, 'ok', {
    kept: { oldTodos: [{ content: 'Fix it', status: 'in_progress' }], newTodos: [] },
  });
  story.tool('Task', { description: 'Look around', prompt: 'Look around, please', subagent_type: 'Explore' }, 'It is fine', {
    kept: { status: 'completed', agentId: AGENT, content: [{ type: 'text', text: 'It is **fine**' }], totalDurationMs: 5000, totalToolUseCount: 1 },
  });
  story.tool('mcp__tracker__create_issue', { title: 'An issue' }, [{ type: 'text', text: 'done' }]);
  const command = story.user('<command-message>review</command-message>\n<command-name>/review</command-name>\n<command-args>all</command-args>');
  for (const text of HOSTILE) {
    story.user(text);
    story.assistant({ type: 'text', text });
    story.tool(text, { [text]: text, command: text }, text, { kept: { stdout: text, stderr: text, interrupted: false } });
  }
  story.add('system', { subtype: 'compact_boundary', content: 'Conversation compacted', level: 'info', compactMetadata: { trigger: 'auto', preTokens: 160000 } });
  story.user('This session is being continued from a previous conversation.', { isCompactSummary: true, isVisibleInTranscriptOnly: true });
  const fork = story.parent;
  const left = story.user('Do it in Python');
  story.assistant({ type: 'text', text: 'In Python, then.' });
  story.parent = fork;
  const kept = story.user('Do it in Rust');
  const last = story.assistant({ type: 'text', text: 'In Rust, then. Done.' });
  story.add('mode', { mode: 'normal' });

  const project = path.join(folder, '-home-dev-story');
  await mkdir(path.join(project, SESSION, 'subagents'), { recursive: true });
  const file = path.join(project, `${SESSION}.jsonl`);
  await writeFile(file, story.text());
  const agent = new Story(SESSION, { isSidechain: true, agentId: AGENT });
  agent.user('Look around, please');
  const deep = agent.assistant({ type: 'text', text: 'I am looking around.' });
  await writeFile(path.join(project, SESSION, 'subagents', `agent-${AGENT}.jsonl`), agent.text());
  return {
    file,
    uuids: story.lines.filter(({ type }) => type === 'user' || type === 'assistant' || type === 'system').map(({ uuid }) => uuid),
    first, thinking, edit, failed, todo, command, left, kept, last, deep,
    append: (text, name = text) => {
      const line = { ...story.lines.at(-2), parentUuid: story.parent, uuid: `later-${name}`, timestamp: new Date(Date.UTC(2026, 6, 1, 20, 0)).toISOString() };
      line.message = { ...line.message, id: `msg_later_${name}`, content: [{ type: 'text', text }] };
      return appendFile(file, `${JSON.stringify(line)}\n`);
    },
  };
}

/** A session of `count` messages, one a line. */
export async function writeGiant(folder, count, padding = 0) {
  const project = path.join(folder, '-home-dev-giant');
  await mkdir(project, { recursive: true });
  const file = path.join(project, `${SESSION}.jsonl`);
  const filler = 'x'.repeat(padding);
  let parent = null;
  let lines = [];
  await writeFile(file, '');
  for (let number = 0; number < count; number += 1) {
    const uuid = `g-${number}`;
    const timestamp = new Date(Date.UTC(2026, 6, 1) + number * 1000).toISOString();
    const shared = { parentUuid: parent, isSidechain: false, sessionId: SESSION, cwd: '/home/dev/giant', version: '2.1.220', uuid, timestamp };
    const message = number % 10 === 0
      ? { type: 'user', message: { role: 'user', content: `Prompt ${number}` } }
      : { type: 'assistant', message: { id: `m-${number}`, role: 'assistant', model: 'claude-opus-5', content: [{ type: 'text', text: `Message ${number} ${filler}` }], usage: { input_tokens: 1, output_tokens: 1 } } };
    lines.push(`${JSON.stringify({ ...shared, ...message })}\n`);
    parent = uuid;
    if (lines.length === 5000) {
      await appendFile(file, lines.join(''));
      lines = [];
    }
  }
  await appendFile(file, lines.join(''));
  return file;
}
