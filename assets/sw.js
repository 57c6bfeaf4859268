// The service worker: Sessionscope without a network, and a wall around it.
//
// 1. `cargo xtask dist` writes the list of all files of the build, with the hash of each, below.
// 2. On install the files go into a cache named after the build. The browser checks each against
//    its hash, so a build that is only half uploaded is never installed. Files that the build
//    before had too are taken from its cache, and those that the page has just loaded from the
//    browser's: a first visit loads nothing twice.
// 3. A new version waits until the page sends {type: "skip-waiting"}: nobody gets a new program
//    under an open page.
// 4. On activation the caches of older builds go.
// 5. Opening the page asks the network first, for three seconds at most, so that a reload brings
//    the newest version; without an answer, the kept page is shown.
// 6. Files of the build come from the cache. Their names hold their hashes, so a kept one is right.
// 7. Everything else is refused, except reading files under our own folder, which is what a page
//    newer than this worker does. Nothing but the files of the build is ever stored: no log, no
//    result.
"use strict";

const BUILD = { version: "unbuilt", files: [] };

const PREFIX = "sessionscope-";
const CACHE = PREFIX + BUILD.version;
const SCOPE = new URL("./", self.location.href).href;
const PAGE = SCOPE;
const NETWORK_LIMIT_MS = 3000;

const known = new Set(BUILD.files.map((file) => new URL(file.url, SCOPE).href));

/** True for names such as `sessionscope-0123456789abcdef.js`. */
const isNamedByContent = (url) => /-[0-9a-f]{16}\.\w+$/.test(url);

/** Puts one file into the cache, from an older cache or the network. */
async function keep(cache, { url, integrity }) {
  // Past the browser's own cache, which may hold a file of the build before.
  const anew = () => fetch(new Request(url, { cache: "reload", integrity }));
  // A name that tells the content cannot: only a damaged copy fails there.
  const any = () => fetch(new Request(url, { cache: "force-cache", integrity })).catch(anew);
  const response = isNamedByContent(url) ? ((await caches.match(url)) ?? (await any())) : await anew();
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  await cache.put(url, response);
}

async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all(BUILD.files.map((file) => keep(cache, file)));
}

async function activate() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** The answer of the network, or nothing if it takes too long or fails. */
async function fromNetwork(request) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), NETWORK_LIMIT_MS);
  try {
    return await fetch(request, { signal: limit.signal });
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

const fromCache = async (url) => (await caches.open(CACHE)).match(url);

/** Shows a page: ours if the network has none or answers with an error of its own. */
async function page(request) {
  const fresh = await fromNetwork(request);
  if (fresh && fresh.status < 500) return fresh;
  return (await fromCache(PAGE)) ?? fresh ?? Response.error();
}

async function file(request) {
  const { origin, pathname } = new URL(request.url);
  const url = origin + pathname;
  const kept = known.has(url) ? await fromCache(url) : undefined;
  return kept ?? fetch(request);
}

/** True for what a page of ours may ask: reading what lies in our own folder. */
const isOurs = (request) => request.method === "GET" && request.url.startsWith(SCOPE);

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  if (event.data?.type === "skip-waiting") self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (!isOurs(request)) event.respondWith(Response.error());
  else if (request.mode === "navigate") event.respondWith(page(request));
  else event.respondWith(file(request));
});
