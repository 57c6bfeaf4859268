// Searches logs in the simplest way: JSON.parse on every line, words by regular expressions, and
// each query checked on every record. It shares no code with the engine; engine/tests/search.rs
// compares what both find.
//
//   node naive.mjs FOLDER COUNT
//
// makes COUNT queries of the folder's own words and prints, for each, a line of JSON: the query as
// it is typed, and the ids of the messages it must find. What a message says, and what words are,
// follows the tables in engine/search/src/text.rs, fold.rs and words.rs.

import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const NOW = Date.parse('2026-08-31T00:00:00Z');

// --- words -----------------------------------------------------------------------------------

const LETTERS = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ħ: 'h', ı: 'i', ŧ: 't', ς: 'σ' };
const LEFT_OUT =
  /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/;
const LETTER = /[\p{Alphabetic}\p{N}]/u;
const ALONE =
  /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1100-\u115f\u3040-\u30ff\u3100-\u312f\u3400-\u4dbf\u4e00-\u9fff\u{20000}-\u{3ffff}]/u;
const MARK = /[\u3099\u309a]/;
const SIGN =
  /[\u093c\u094d\u0951-\u0954\u09bc\u09cd\u0a3c\u0a4d\u0abc\u0acd\u0b3c\u0b4d\u0bcd\u0c3c\u0c4d\u0cbc\u0ccd\u0d3b\u0d3c\u0d4d\u0e47-\u0e4c\u0e4e\u0eb8-\u0ebc\u0ec8-\u0ece\u1037\u1039\u103a\u17c9-\u17d3\u17dd]/;

export const fold = (text) => {
  let out = '';
  for (const char of text)
    for (const lower of char.toLowerCase())
      // An accent alone (´) would become a blank and an accent, and so nothing.
      for (const part of /^ ./u.test(lower.normalize('NFKD')) ? lower : lower.normalize('NFKD'))
        for (const letter of part.toLowerCase())
          out += LETTERS[letter] ?? (LEFT_OUT.test(letter) ? '' : letter);
  return out;
};

const SYLLABLE = [
  [/[\u1160-\u11a7]/, /[\u1100-\u115f]$/],
  [/[\u11a8-\u11ff]/, /[\u1160-\u11a7]$/],
];
const BLANK = /[\p{White_Space}\p{Cc}]/u;

/** The words of a text, and before each of them (and behind the last) the runs of signs there. */
export const cut = (text) => {
  const all = [];
  const gaps = [[]];
  let word = '';
  let alone = false;
  let run = '';
  const end = () => {
    if (word) {
      all.push(word);
      gaps.push([]);
    }
    // Of the same sign in a row four count.
    if (run) gaps.at(-1).push(run.replace(/(.)\1{4,}/gsu, '$1$1$1$1'));
    word = '';
    run = '';
    alone = false;
  };
  const add = (char) => {
    if (Buffer.byteLength(word + char) <= 40) word += char;
  };
  for (const char of fold(text.toWellFormed())) {
    const part = SYLLABLE.find(([is]) => is.test(char));
    if (MARK.test(char) || (SIGN.test(char) && !LETTER.test(char)) || part) {
      if (word && (!part || part[1].test(word))) add(char);
      else {
        end();
        word = char;
        alone = true;
      }
    } else if (BLANK.test(char)) {
      end();
    } else if (!LETTER.test(char)) {
      if (word) end();
      run += char;
    } else if (ALONE.test(char)) {
      end();
      word = char;
      alone = true;
    } else {
      if (alone || !word) end();
      add(char);
    }
  }
  const open = Boolean(word);
  end();
  return { words: all, gaps, open };
};

export const words = (text) => cut(text).words;

// Between words, what belongs to how words are written does not count at the ends of a run, and
// punctuation alone does not count at all.
const PUNCTUATION = '\u00a1\u00ab\u00b7\u00bb\u00bf\u2010-\u205e\u3001-\u3003\u3008-\u301f\u30fb\u05be\u060c\u061b\u061f\u0964\u0965';
const SOFT = `[${PUNCTUATION}"'\`()\\[\\]{},.;:*_]`;
const ENDS = new RegExp(`^${SOFT}+|${SOFT}+$`, 'gu');
const SAYS = new RegExp(`[^${PUNCTUATION}!"'()*,\\-./:;?[\\\\\\]_\`{}]`, 'u');
const eight = (run) => [...run].slice(0, 8).join('');

/** What a text asks for: words, and signs before the word of a number; without words any signs. */
export const asked = (text) => {
  const begun = text.endsWith('*') && cut(text.slice(0, -1));
  const prefix = Boolean(begun && begun.open);
  const { words: list, gaps } = prefix ? begun : cut(text);
  const signs = gaps.flatMap((runs, at) => runs.map((run) => ({ at, run })));
  const between = signs.map(({ at, run }) => ({ at, run: run.replace(ENDS, '') })).filter(({ run }) => SAYS.test(run));
  const wanted = (list.length ? between : signs).map(({ at, run }) => ({ at, run: eight(run) }));
  return { list, prefix, signs: wanted };
};

// --- what a record says ----------------------------------------------------------------------

const MUTE = new Set(
  'type id tool_use_id toolUseID signature data media_type encrypted_content encrypted_index cache_control citations caller uuid source_uuid hookEvent commandMode rawContent'.split(' '),
);
const ENVELOPE = new Set(
  ('parentUuid logicalParentUuid session_id userType version slug entrypoint teamName agentName sessionKind agentId promptId requestId leafUuid messageId snapshotMessageId refusedUserMessageUuid parentToolUseID sourceToolAssistantUUID sourceToolUseID attributionSkill attributionPlugin attributionMcpServer attributionMcpTool attributionAgent effort operation permissionMode promptSource origin key hookInfos compactMetadata microcompactMetadata snapshot direction trigger source').split(' '),
);
const FACTS = new Set(
  'type subtype level role uuid sessionId cwd gitBranch timestamp isSidechain isApiErrorMessage isMeta isCompactSummary toolUseResult attachment'.split(' '),
);
const PATHS = new Set('file_path filePath notebook_path filename path planFilePath'.split(' '));
const SILENT = new Set(
  'last-prompt file-history-snapshot file-history-delta mode permission-mode bridge-session worktree-state relocated content-replacement attribution-snapshot marble-origami-commit marble-origami-snapshot isolation-latch atis-latch agent-color agent-setting speculation-accept started result'.split(' '),
);
const TITLES = { summary: 'summary', 'custom-title': 'customTitle', 'ai-title': 'aiTitle', 'agent-name': 'agentName', 'task-summary': 'summary', tag: 'tag' };
const WRAPPED = /^[\s]*(<command-|<local-command-|<bash-|<task-notification|<system-reminder|<teammate-message|<user-memory-input|\[Request interrupted by user|Caveat: The messages below were generated by the user while running local)/;

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const string = (value) => (typeof value === 'string' && value ? value : undefined);

const time = (text) => {
  const parts = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(:\d\d)?(?:[.,](\d+))?(?:([Zz])|([+-]\d\d):?(\d\d))?$/.exec(text ?? '');
  if (!parts) return undefined;
  const [, date, minutes, seconds, digits, , hours, rest] = parts;
  const zone = hours ? `${hours}:${rest}` : 'Z';
  const at = Date.parse(`${date}T${minutes}${seconds ?? ':00'}.${(digits ?? '').padEnd(3, '0').slice(0, 3)}${zone}`);
  return Number.isNaN(at) ? undefined : at;
};

class Said {
  texts = [];
  fields = new Set();
  files = [];
  calls = [];
  flags = new Set();
  say(field, text) {
    if (typeof text !== 'string' || !text) return;
    this.fields.add(field);
    this.texts.push(text);
  }
  /** All strings within, whatever their depth, in order. */
  all(value, field) {
    const open = [value];
    while (open.length) {
      const next = open.pop();
      if (typeof next === 'string') this.say(field, next);
      else if (Array.isArray(next)) for (let at = next.length - 1; at >= 0; at -= 1) open.push(next[at]);
      else if (isObject(next)) {
        const members = Object.entries(next).filter(([key]) => !MUTE.has(key));
        for (const [key, path] of members) if (PATHS.has(key) && string(path)) this.files.push(path);
        for (const [, inner] of members.reverse()) open.push(inner);
      }
    }
  }
  member(key, value, field) {
    if (MUTE.has(key)) return;
    if (PATHS.has(key) && string(value)) this.files.push(value);
    this.all(value, field);
  }
}

const block = (said, item, plain) => {
  if (!isObject(item)) return said.all(item, 'other');
  if (item.type === 'text') plain(item.text);
  else if (item.type === 'thinking') said.say('thinking', item.thinking);
  else if (['tool_use', 'server_tool_use', 'mcp_tool_use'].includes(item.type)) {
    said.calls.push([string(item.id), string(item.name)]);
    said.say('call', item.name);
    said.all(item.input, 'call');
  } else if (item.type === 'tool_result') {
    said.flags.add('tool');
    if (item.is_error === true) said.flags.add('error');
    said.calls.push([string(item.tool_use_id), undefined]);
    said.all(item.content, 'result');
  } else said.all(item, 'other');
};

const message = (said, record) => {
  const { content } = record.message;
  const isMeta = record.isMeta === true || record.isCompactSummary === true;
  const plain = (text) => {
    if (typeof text !== 'string') return;
    if (said.flags.has('assistant')) said.say('answer', text);
    else said.say(said.flags.has('user') && !isMeta && !WRAPPED.test(text) ? 'prompt' : 'other', text);
  };
  if (typeof content === 'string') plain(content);
  else if (Array.isArray(content)) for (const item of content) block(said, item, plain);
  else said.all(content, 'other');
  const result = record.toolUseResult;
  if (result === undefined) return;
  if (!said.flags.has('tool')) return said.all(result, 'result');
  if (!isObject(result)) return;
  if (string(result.filePath)) said.files.push(result.filePath);
  said.say('result', result.stdout);
  said.say('result', result.stderr);
};

const say = (record) => {
  const said = new Said();
  const role = string(record.message?.role) ?? string(record.role) ?? record.type;
  said.flags.add(role === 'user' || role === 'assistant' ? role : 'system');
  if (record.isSidechain === true) said.flags.add('sidechain');
  if (record.isApiErrorMessage === true || record.level === 'error' || record.subtype === 'api_error') said.flags.add('error');
  if (isObject(record.message)) message(said, record);
  else if (record.type === 'attachment') {
    const { attachment } = record;
    const prompt = attachment?.type === 'queued_command' && attachment.commandMode === 'prompt';
    said.all(attachment, prompt ? 'prompt' : 'other');
  } else if (Object.hasOwn(TITLES, record.type)) said.say('title', record[TITLES[record.type]]);
  else if (!SILENT.has(record.type)) {
    for (const [key, value] of Object.entries(record)) {
      if (key === 'data' && isObject(value)) {
        // Of data, all but a message within, which only progress repeats.
        for (const [inner, deep] of Object.entries(value))
          if (!(inner === 'message' && isObject(deep)) && !ENVELOPE.has(inner)) said.member(inner, deep, 'other');
      } else if (!ENVELOPE.has(key) && !FACTS.has(key)) said.member(key, value, 'other');
    }
    said.all(record.toolUseResult, 'result');
  }
  return said;
};

// --- the records of a file -------------------------------------------------------------------

const parse = (text) => {
  try {
    const value = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** The records that a broken line still holds. */
const recover = (line) => {
  const all = [];
  let rest = line.replace(/^\0+/, '');
  outer: while (rest.trim()) {
    for (let at = rest.indexOf('}'); at >= 0; at = rest.indexOf('}', at + 1)) {
      const record = parse(rest.slice(0, at + 1));
      if (record) {
        all.push(record);
        rest = rest.slice(at + 1);
        continue outer;
      }
    }
    for (const start of ['{"parentUuid":', '{"type":']) {
      const at = line.lastIndexOf(start);
      const record = at >= 0 && parse(line.slice(at));
      if (record && ['uuid', 'sessionId', 'timestamp'].some((key) => key in record)) return [record];
    }
    return [];
  }
  return all;
};

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const records = (bytes) => {
  let rest = bytes.subarray(bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);
  const all = [];
  while (rest.length) {
    const end = rest.indexOf(10);
    let line = end < 0 ? rest : rest.subarray(0, end);
    const isLast = end < 0;
    rest = end < 0 ? rest.subarray(rest.length) : rest.subarray(end + 1);
    if (line.at(-1) === 13) line = line.subarray(0, -1);
    let text;
    try {
      text = decoder.decode(line);
    } catch {
      continue;
    }
    if (!text.trim()) continue;
    const record = parse(text);
    if (record) all.push(record);
    // A last line without its end counts only if it is whole.
    else if (!isLast && !isJson(text)) all.push(...recover(text));
  }
  return all;
};

const isJson = (text) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const place = (root, file) => {
  const parts = file.split('/');
  const stem = parts.pop().slice(0, -6);
  const at = parts.indexOf('subagents');
  if (at >= 0) return { project: at >= 2 ? parts[0] : root, session: at >= 1 ? parts[at - 1] : root, sub: true };
  const old = stem.startsWith('agent-');
  return { project: parts[0] ?? root, session: stem, sub: old, old };
};

const read = (folder) => {
  const root = path.basename(folder);
  const files = readdirSync(folder, { recursive: true })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /[^/]\.jsonl$/.test(name) && !/(^|\/)(journal|history)\.jsonl$/.test(name))
    .sort();
  const base = root !== 'projects' && files.some((name) => /^projects\/.*\//.test(name)) ? 'projects/' : '';
  const all = [];
  for (const name of files) {
    if (!name.startsWith(base)) continue;
    const at = place(root, name.slice(base.length));
    const calls = new Map();
    let named;
    for (const outer of records(readFileSync(path.join(folder, name)))) {
      let record = outer;
      let nested = false;
      if (record.type === 'progress') {
        nested = true;
        record = isObject(record.data) && isObject(record.data.message) ? record.data.message : {};
        if (!isObject(record.message)) record = {};
      }
      named ??= string(outer.sessionId);
      const said = Object.keys(record).length || !nested ? say(record) : new Said();
      const tools = [];
      for (const [id, tool] of said.calls) {
        const found = tool ?? (id && calls.get(id));
        if (tool && id) calls.set(id, tool);
        else if (id) calls.delete(id);
        if (found) tools.push(found);
      }
      if (!said.texts.length) continue;
      if (nested || at.sub) said.flags.add('sidechain');
      const session = at.old ? (named ?? at.session) : at.session;
      const stamp = time(record.timestamp) ?? (nested ? time(outer.timestamp) : undefined);
      const kind = typeof record.type === 'string' ? record.type : (outer.type ?? '');
      all.push({
        id: (string(record.uuid) ?? JSON.stringify([session, kind, stamp ?? null, said.texts[0].toWellFormed()])).toWellFormed(),
        rows: said.texts.map(cut),
        texts: said.texts,
        fields: said.fields,
        flags: said.flags,
        files: said.files.map(fold),
        tools: tools.map(fold),
        model: fold(string(record.message?.model) ?? ''),
        branch: fold(string(outer.gitBranch) ?? ''),
        projects: [fold(at.project), fold(string(outer.cwd) ?? '')],
        sessions: [fold(session), fold(string(outer.sessionId) ?? session)],
        time: stamp,
      });
    }
  }
  return all;
};

// --- queries ---------------------------------------------------------------------------------

// A query is what is typed and a test of a record.
const phrase = (typed, text) => {
  const { list, prefix, signs } = asked(text);
  const stands = ({ words: row, gaps }, at) =>
    list.every((word, next) => {
      const there = row[at + next];
      return there !== undefined && (prefix && next === list.length - 1 ? there.startsWith(word) : there === word);
    }) && signs.every(({ at: next, run }) => gaps[at + next].some((there) => there.includes(run)));
  const anywhere = (rows, { run }) => rows.some(({ gaps }) => gaps.flat().some((there) => there.includes(run)));
  const test = ({ rows }) =>
    list.length
      ? rows.some((row) => row.words.some((_, at) => stands(row, at)))
      : signs.length > 0 && signs.every((one) => anywhere(rows, one));
  return { typed, test };
};
const word = (text) => phrase(text, text);
const prefix = (text) => phrase(`${text}*`, `${text}*`);
const quoted = (text) => phrase(`"${text.replaceAll('"', ' ')}"`, text.replaceAll('"', ' '));
const not = (one) => ({ typed: `-${one.typed}`, test: (record) => !one.test(record) });
const and = (...all) => ({ typed: `(${all.map(({ typed }) => typed).join(' ')})`, test: (record) => all.every(({ test }) => test(record)) });
const or = (...all) => ({ typed: `(${all.map(({ typed }) => typed).join(' OR ')})`, test: (record) => all.some(({ test }) => test(record)) });
const filter = (name, value, test) => ({ typed: `${name}:"${value}"`, test });

const queries = (all, count) => {
  // A small generator of pseudo-random numbers, so that every run asks the same.
  let seed = 12345;
  const random = (limit) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * limit);
  };
  const pick = (list) => list[random(list.length)];
  const usable = (text) => text && words(text).length > 0 && !/[:"()*]/.test(text) && !/^(AND|OR|NOT)$/.test(text) && !text.startsWith('-');
  const tokens = (record) => pick(record.texts).split(/\s+/).filter(usable);
  const frequent = new Map();
  for (const { rows } of all) for (const one of new Set(rows.flatMap((row) => row.words))) frequent.set(one, (frequent.get(one) ?? 0) + 1);
  const byCount = [...frequent].sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1));
  const some = (make) => {
    for (let tries = 0; tries < 500; tries += 1) {
      const made = make(pick(all));
      if (made) return made;
    }
    // The folder has nothing of the kind.
    return word(byCount[0][0]);
  };
  const anyWord = () => some((record) => {
    const found = pick(tokens(record));
    return found && word(found);
  });
  const special = all.filter(({ texts }) => texts.some((text) => /[^\x00-\x7f]/.test(text)));
  const date = (at) => new Date(at).toISOString().slice(0, 10);
  const timed = all.filter((record) => record.time !== undefined);
  const of = (name, key, test) => () => some((record) => {
    const value = key(record);
    return value && !/["*]/.test(value) && filter(name, value, (other) => test(other, value));
  });
  const filters = [
    of('project', (record) => record.projects[0].slice(2), (other, value) => other.projects.some((one) => one.includes(value))),
    of('session', (record) => record.sessions[0].slice(0, 8), (other, value) => other.sessions.some((one) => one.startsWith(value))),
    of('branch', (record) => record.branch, (other, value) => other.branch === value),
    of('model', (record) => record.model.slice(2, 12), (other, value) => other.model.includes(value)),
    of('file', (record) => record.files.map((file) => file.split('/').pop())[0], (other, value) => other.files.some((one) => one.includes(value))),
    ...['user', 'assistant', 'tool', 'system'].map((value) => () => filter('role', value, (other) => other.flags.has(value))),
    ...['error', 'sidechain'].map((value) => () => filter('is', value, (other) => other.flags.has(value))),
    ...['prompt', 'answer', 'thinking', 'call', 'result', 'title', 'other'].map((value) => () => filter('is', value, (other) => other.fields.has(value))),
    () => { const at = date(pick(timed).time); return filter('before', at, (other) => other.time < Date.parse(at)); },
    () => { const at = date(pick(timed).time); return filter('after', at, (other) => other.time >= Date.parse(at)); },
    () => { const at = date(pick(timed).time); return filter('on', at, (other) => other.time >= Date.parse(at) && other.time < Date.parse(at) + 864e5); },
    () => filter('after', '90d', (other) => other.time >= NOW - 90 * 864e5),
  ];
  if (all.some(({ tools }) => tools.length))
    filters.push(of('tool', (record) => record.tools[0], (other, value) => other.tools.includes(value)));
  const withFile = all.some(({ files }) => files.length);
  const anyFilter = () => {
    const made = pick(filters.filter((_, number) => number !== 4 || withFile))();
    return made;
  };
  const row = () => some((record) => {
    const text = pick(record.texts);
    const parts = text.split(/(\s+)/);
    const from = random(parts.length);
    const taken = parts.slice(from, from + 3 + 2 * random(3)).join('').trim().replace(/\*+$/, '');
    return words(taken).length > 1 && taken.length < 200 && quoted(taken);
  });
  const runs = (record) => record.rows.flatMap(({ gaps }) => gaps.flat());
  const part = (run) => {
    const signs = [...run];
    const from = random(signs.length);
    return signs.slice(from, from + 1 + random(signs.length - from)).join('');
  };
  // Signs alone, in quotes or, where they mean nothing else, without; words with signs beside them.
  const sign = () => some((record) => {
    const runsHere = runs(record).filter((run) => !run.includes('"'));
    return runsHere.length && quoted(part(pick(runsHere)));
  });
  const bareSign = () => some((record) => {
    const runsHere = runs(record).map(part).filter((run) => run && !/[:"()*\-]/.test(run));
    return runsHere.length && word(pick(runsHere));
  });
  const signed = () => some((record) => {
    const found = pick(record.texts).split(/\s+/).filter((text) => usable(text) && asked(text).signs.length && words(text).length);
    return found.length && word(pick(found));
  });
  const kinds = [
    anyWord,
    sign,
    bareSign,
    signed,
    () => and(signed(), sign()),
    () => word(pick(byCount.slice(0, 30))[0]),
    () => word(pick(byCount)[0]),
    () => word(pick(byCount)[0].toUpperCase()),
    row,
    row,
    () => quoted(`${pick(byCount.slice(0, 20))[0]} ${pick(byCount.slice(0, 20))[0]}`),
    () => prefix([...pick(byCount)[0]].slice(0, 1 + random(4)).join('')),
    () => and(anyWord(), anyWord()),
    () => or(anyWord(), row()),
    () => and(anyWord(), not(anyWord())),
    () => and(or(anyWord(), prefix(pick(byCount)[0])), not(and(anyWord(), anyFilter()))),
    anyFilter,
    () => and(anyFilter(), anyWord()),
    () => and(word(pick(byCount.slice(0, 50))[0]), anyFilter(), not(anyFilter())),
    () => some(() => {
      const record = special.length ? pick(special) : pick(all);
      const odd = pick(record.texts).split(/\s+/).filter((text) => usable(text) && (!special.length || /[^\x00-\x7f]/.test(text)));
      return odd.length && word(pick(odd));
    }),
    () => some(() => {
      const record = special.length ? pick(special) : pick(all);
      const text = pick(record.texts);
      const at = Math.max(0, text.search(/[^\x00-\x7f]/) - 10);
      const taken = text.slice(at, at + 30).toWellFormed?.() ?? '';
      return words(taken).length > 1 && !taken.endsWith('*') && quoted(fold(taken.replace(/^\S*/, '').replace(/\S*$/, '')));
    }),
  ].map((make) => () => {
    for (let tries = 0; tries < 500; tries += 1) {
      const made = make();
      if (asked(made.typed).list.length || asked(made.typed).signs.length) return made;
    }
    return word(byCount[0][0]);
  });
  return Array.from({ length: count }, (_, number) => kinds[number % kinds.length]());
};

const [folder, count] = process.argv.slice(2);
const all = read(path.resolve(folder));
for (const { typed, test } of queries(all, Number(count))) {
  const ids = [...new Set(all.filter(test).map(({ id }) => id))].sort();
  console.log(JSON.stringify({ query: typed.toWellFormed(), ids }));
}
