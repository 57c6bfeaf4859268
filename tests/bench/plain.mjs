// A browser driven by no more than it takes. A test driver inspects the network of every page: the browser
// then keeps a copy of all that was loaded, 11 MB for this app, which nobody has who only opens it.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { ARGUMENTS } from '../e2e/support/browser.mjs';
import { CHROMIUM } from '../e2e/support/places.mjs';

const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The browser's own protocol: messages as JSON, each ended by a zero byte. */
class Protocol {
  constructor([input, output]) {
    this.input = input;
    this.asked = new Map();
    let text = '';
    output.setEncoding('utf8');
    output.on('data', (more) => {
      text += more;
      for (let end = text.indexOf('\0'); end >= 0; end = text.indexOf('\0')) {
        this.hear(JSON.parse(text.slice(0, end)));
        text = text.slice(end + 1);
      }
    });
  }

  hear({ id, result, error }) {
    const { resolve, reject } = this.asked.get(id) ?? {};
    this.asked.delete(id);
    if (error) reject?.(new Error(error.message));
    else resolve?.(result);
  }

  send(method, params = {}, sessionId = undefined) {
    const id = (this.last = (this.last ?? 0) + 1);
    this.input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => { this.asked.set(id, { resolve, reject }); });
  }
}

/** A page of such a browser. */
class Page {
  constructor(protocol, session) {
    this.protocol = protocol;
    this.session = session;
  }

  send(method, params) {
    return this.protocol.send(method, params, this.session);
  }

  async evaluate(expression) {
    const { result } = await this.send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
    return result.value;
  }

  /** Waits until an expression is true. */
  async until(expression, limitMs) {
    const end = Date.now() + limitMs;
    while (!(await this.evaluate(expression))) {
      if (Date.now() > end) throw new Error(`it never came about: ${expression}`);
      await rest(100);
    }
  }
}

/**
 * Opens an empty page in a profile of its own and gives it to `body`, and what asks the browser itself.
 */
export async function plainPage(body) {
  const profile = await mkdtemp(path.join(tmpdir(), 'sessionscope-plain-'));
  const own = ['--headless', '--remote-debugging-pipe', `--user-data-dir=${profile}`, '--window-size=1280,900'];
  // A renderer kept in reserve would be counted as the page's.
  const args = [...ARGUMENTS, ...own, '--disable-features=SpareRendererForSitePerProcess', 'about:blank'];
  const child = spawn(CHROMIUM, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => { child.on('exit', resolve); });
  try {
    const protocol = new Protocol([child.stdio[3], child.stdio[4]]);
    await rest(1000);
    const { targetInfos } = await protocol.send('Target.getTargets');
    const { targetId } = targetInfos.find(({ type, url }) => type === 'page' && url === 'about:blank');
    const { sessionId } = await protocol.send('Target.attachToTarget', { targetId, flatten: true });
    return await body(new Page(protocol, sessionId), protocol);
  } finally {
    child.kill();
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
