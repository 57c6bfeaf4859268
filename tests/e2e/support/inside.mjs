// What a test does inside a worker, whose globals no page reaches.

/** The programs of workers, as the build names them. */
const FILES = { analyst: /\/sessionscope-analyst-[0-9a-f]+\.js$/, ingest: /\/sessionscope-worker-[0-9a-f]+\.js$/ };

/** Has every worker of these programs do something before its own program begins; `action` is sent as text. */
export const inside = (programs, action) => async (context) => {
  // A service worker would hand out the program as it was built.
  await context.addInitScript(() => { delete Navigator.prototype.serviceWorker; });
  for (const program of programs) {
    await context.route(FILES[program], async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `(${action})();\n${await response.text()}` });
    });
  }
};

/** The same in the page and in the analyst, which read and store by the same interfaces. */
export const everywhere = (action) => async (context) => {
  await context.addInitScript(action);
  await inside(['analyst'], action)(context);
};

/** Has ingest workers do what they are told by a channel of this name. */
export const obedient = inside(['ingest'], () => {
  const orders = {
    die: () => globalThis.close(),
    throw: () => setTimeout(() => { throw new Error('on purpose'); }, 0),
    hang: () => { for (;;); },
  };
  new BroadcastChannel('test-orders').onmessage = ({ data }) => orders[data]();
});

/** Tells all ingest workers that there are now. */
export const order = (app, what) => app.page.evaluate((what) => {
  new BroadcastChannel('test-orders').postMessage(what);
}, what);
