// What happens before the app: the theme, a look at what the browser can do, what is done on the first
// screen meanwhile, and the start.
//
// A file of its own rather than a script in the page, so that the content security policy needs
// no exception. It runs before the first paint and must stay small.
"use strict";
(() => {
  const root = document.documentElement;
  // style/boot.css shows another text as long as this is not said.
  root.dataset.scripted = "";
  // Until the app has all of its parts: no log is read before (src/tasks/boot.rs).
  root.dataset.loading = "";

  // Health has no use for the first screen, and where figures are stored they come first.
  let isReturning = location.hash.startsWith("#/health");
  // The choice of light or dark; without one the system decides (style/tokens.css).
  try {
    const theme = localStorage.getItem("sessionscope:theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    if (localStorage.getItem("sessionscope:returning") !== null) isReturning = true;
  } catch {
    // Storage is refused, as in some private windows: the system decides, and nothing is stored.
  }
  // The first screen is hidden (style/boot.css) until src/tasks/returning.rs knows better.
  if (isReturning) root.dataset.returning = "";

  // (module (func (result v128) i32.const 0 i8x16.splat i8x16.popcnt)): the smallest module with
  // the SIMD instructions that the app is compiled to.
  const SIMD = [
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253,
    15, 253, 98, 11,
  ];

  /** What this browser lacks, in words, or nothing. */
  function lacks() {
    if (typeof WebAssembly !== "object") {
      return "This browser cannot run WebAssembly, or a setting forbids it.";
    }
    try {
      // Compiled, not only validated: that also tells whether the policy of the page is known.
      new WebAssembly.Module(new Uint8Array(SIMD));
      return "";
    } catch {
      return "This browser cannot run WebAssembly with SIMD, which Sessionscope needs.";
    }
  }

  const NEEDS = "It runs in Chrome and Edge from 97, Firefox from 102 and Safari from 16.4.";

  const ready = new Promise((resolve) => {
    addEventListener("DOMContentLoaded", resolve);
  });

  const byId = (id) => document.getElementById(id);

  /** Says something on the first screen. */
  function say(text, mark) {
    byId("boot-text").textContent = text;
    byId("boot").dataset[mark] = "";
  }

  /** Says why there will be no app. */
  function fail(text) {
    delete root.dataset.returning;
    delete root.dataset.loading;
    root.dataset.state = "error";
    ready.then(() => say(text, "failed"));
  }

  /** The address of a part of the app; `cargo xtask dist` writes it into the page. */
  function part(name) {
    const path = document.querySelector(`meta[name="${name}"]`).content;
    return new URL(path, document.baseURI).href;
  }

  /** What was done on the first screen, to be done in the app once that is there; then nothing is kept any more. */
  let early = [];
  /** The first screen, once it is there. */
  let first;

  /** Does something now if the app is there, else once it is. */
  function inApp(action) {
    if (early) early.push(action);
    else action();
  }

  /** Says that something is kept. */
  function wait(what) {
    if (first && "loading" in root.dataset) say(`${what} as soon as Sessionscope has loaded.`, "held");
  }

  // A browser hands out what was dropped only until the event is over, which may be before the app is there:
  // it is caught here always, and src/browser/drop.rs hears of it.
  const hasFiles = ({ dataTransfer }) => dataTransfer?.types.includes("Files");

  function give(items) {
    inApp(() => dispatchEvent(new CustomEvent("sessionscope:caught", { detail: items })));
  }

  function caught(item) {
    const entry = item.webkitGetAsEntry?.();
    const handle = item.getAsFileSystemHandle?.();
    // Whoever asks for it is told; it may take a while until somebody does.
    handle?.catch(() => {});
    return { entry, handle, file: item.getAsFile() };
  }

  addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    root.dataset.dragging = "";
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) delete root.dataset.dragging;
  });
  addEventListener("drop", (event) => {
    delete root.dataset.dragging;
    if (!hasFiles(event)) return;
    event.preventDefault();
    give([...event.dataTransfer.items].filter((item) => item.kind === "file").map(caught));
    wait("What you dropped is read");
  });

  /** What can be pressed on a screen. The first one and the app's have the same. */
  const controls = (screen) => [...screen.querySelectorAll("button, input, a, code")];

  /** The app's element in the place of one of the first screen; that itself where the app shows something else. */
  const counterpart = (control) =>
    controls(document.querySelector(".start") ?? first)[controls(first).indexOf(control)];

  /** Asks for a folder at once: a browser opens its picker only right after a press. Gives whether it did. */
  async function pick() {
    try {
      const handle = showDirectoryPicker({ id: "claude-logs", mode: "read" });
      await handle;
      give([{ handle }]);
      wait("Your folder is read");
      return true;
    } catch (error) {
      // It was closed.
      return error.name === "AbortError";
    }
  }

  async function press(button) {
    if (button.hasAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    const isPicker = button.dataset.early === "open-folder" && "showDirectoryPicker" in window;
    if (isPicker && (await pick())) {
      button.removeAttribute("aria-busy");
      return;
    }
    inApp(() => counterpart(button).click());
    wait("That is done");
  }

  /** Takes what was chosen, as the app's own field does. */
  function choose({ files }) {
    inApp(() => {
      const field = document.querySelector('[data-open="directory"]');
      if (!field) return;
      field.files = files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  /** Keeps what is done on the first screen, and says of the app's ways in that they have to wait. */
  function listen() {
    first = byId("first");
    addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (first.contains(button)) press(button);
      else if (button?.dataset.action === "open-sample") wait("That is done");
    });
    first.querySelector("input").addEventListener("change", ({ target }) => choose(target));
    addEventListener("change", ({ target }) => {
      if (target.dataset.open || target.dataset.early) wait("Your folder is read");
    });
    setTimeout(() => {
      if (early?.length === 0 && !isReturning) wait("You can drop or choose your folder already: it is read");
    }, 2000);
  }

  /** The app has drawn itself: it takes the place of the first screen, before the next paint. */
  function take() {
    const focused = document.activeElement;
    const boot = byId("boot");
    // What is said stays until all is loaded.
    new MutationObserver(() => {
      if (!("loading" in root.dataset)) boot.remove();
    }).observe(root, { attributeFilter: ["data-loading"] });
    document.body.append(boot);
    first.remove();
    if (first.contains(focused)) counterpart(focused)?.focus({ preventScroll: true });
    // Should the store never answer, the start is better than nothing.
    setTimeout(() => delete root.dataset.returning, 3000);
    early.forEach((action) => queueMicrotask(action));
    early = undefined;
  }

  /**
   * Waits until the first screen is seen, by what the browser says of it: on a busy machine a frame is asked for long
   * before it is on the screen. A page in the background gets none.
   */
  const seen = () => new Promise((resolve) => {
    new PerformanceObserver((list) => {
      if (list.getEntriesByName("first-contentful-paint").length > 0) resolve();
    }).observe({ type: "paint", buffered: true });
    setTimeout(resolve, document.hidden ? 0 : 3000);
  });

  async function start() {
    // What is first seen comes first over the line. Where that is what is stored, it waits for the app.
    if (!isReturning) await ready.then(seen);
    const wasm = fetch(part("sessionscope-app-wasm"));
    // Whoever waits for it is told.
    wasm.catch(() => {});
    const app = await import(part("sessionscope-app"));
    // The app draws into <body>, so that has to be there.
    await ready;
    await app.default({ module_or_path: wasm });
    take();
  }

  const lack = lacks();
  if (lack) {
    fail(`${lack} ${NEEDS}`);
    return;
  }
  ready.then(listen);
  start().catch((error) => {
    console.error(error);
    fail(
      "A part of Sessionscope could not be loaded. Check the connection and load this page " +
        "again; once it has loaded, it also works offline.",
    );
  });
})();
