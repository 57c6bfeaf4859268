// A slow link: a server's bytes as they come over a line of so many bits a second, shared by all connections.
//
// The browser's own throttling (Network.emulateNetworkConditions) holds for one page: what its service worker loads
// beside it comes as fast as ever and takes nothing of the page's share.

import { connect, createServer } from 'node:net';

/** What is sent at once; connections take turns. */
const SLICE_BYTES = 4096;

const until = (time) => new Promise((resolve) => { setTimeout(resolve, time - performance.now()); });

/** Sends what comes from `source` to `target`, `delayMs` later. */
async function relay(source, target, delayMs, pass) {
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
      const slice = chunk.subarray(at, at + SLICE_BYTES);
      await pass(slice.length);
      setTimeout(() => target.write(slice), delayMs);
    }
  }
  setTimeout(() => target.end(), delayMs);
}

/** Puts such a line before the server at `origin`; gives its address, and the bytes that came over it. */
export async function slowLink(origin, { bitsPerSecond, roundTripMs }) {
  const { port: behind } = new URL(origin);
  const sockets = new Set();
  let free = 0;
  const link = { bytes: 0 };
  const pass = (bytes) => {
    link.bytes += bytes;
    free = Math.max(free, performance.now()) + (bytes * 8000) / bitsPerSecond;
    return until(free);
  };
  const server = createServer(async (near) => {
    const far = connect(behind, '127.0.0.1');
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      sockets.add(socket);
      // A browser that went away is no trouble of ours.
      socket.on('error', () => {});
      socket.on('close', () => { near.destroy(); far.destroy(); sockets.delete(socket); });
    }
    // The greeting of a connection, there and back, comes before its first request.
    let greeting = roundTripMs;
    const greet = async () => {
      if (greeting > 0) await until(performance.now() + greeting);
      greeting = 0;
    };
    // What a browser says is short: it is only late.
    await Promise.allSettled([
      relay(near, far, roundTripMs / 2, greet),
      relay(far, near, roundTripMs / 2, pass),
    ]);
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  link.url = `http://127.0.0.1:${server.address().port}/`;
  link.close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => { server.close(resolve); });
  };
  return link;
}
