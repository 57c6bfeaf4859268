// What happens before the app: the theme, a look at what the browser can do, and the start.
//
// A file of its own rather than a script in the page, so that the content security policy needs
// no exception. It runs before the first paint and must stay small.
"use strict";
(() => {
  const root = document.documentElement;
  // style/boot.css shows another text as long as this is not said.
  root.dataset.scripted = "";

  // The choice of light or dark; without one the system decides (style/tokens.css).
  try {
    const theme = localStorage.getItem("sessionscope:theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // Storage is refused, as in some private windows: the system decides.
  }

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

  /** Replaces the app by a sentence. */
  function fail(text) {
    const show = () => {
      const line = document.getElementById("boot-text");
      if (!line) return;
      line.textContent = text;
      line.parentElement.dataset.failed = "";
    };
    root.dataset.state = "error";
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", show);
    else show();
  }

  /** The address of a part of the app; `cargo xtask dist` writes it into the page. */
  function part(name) {
    const path = document.querySelector(`meta[name="${name}"]`).content;
    return new URL(path, document.baseURI).href;
  }

  async function start() {
    const app = await import(part("sessionscope-app"));
    await app.default({ module_or_path: part("sessionscope-app-wasm") });
    document.getElementById("boot")?.remove();
  }

  const lack = lacks();
  if (lack) {
    fail(`${lack} ${NEEDS}`);
    return;
  }
  // The app draws into <body>, so that has to be there.
  addEventListener("DOMContentLoaded", () => {
    start().catch((error) => {
      console.error(error);
      fail(
        "A part of Sessionscope could not be loaded. Check the connection and load this page " +
          "again; once it has loaded, it also works offline.",
      );
    });
  });
})();
