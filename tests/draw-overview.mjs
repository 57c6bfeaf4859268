// Takes the README's pictures: the sample's overview in both themes, from the build in dist/.
// node tests/draw-overview.mjs
import { fileURLToPath } from "node:url";
import { closeSharedBrowser, sharedBrowser } from "./e2e/support/browser.mjs";
import { inTheme, THEMES } from "./e2e/support/look.mjs";
import { DIST } from "./e2e/support/places.mjs";
import { serve } from "./e2e/support/server.mjs";

/** The window: as high as the first screen that ends with a whole card. */
const SIZE = { width: 1440, height: 992 };

const server = await serve(DIST);
const browser = await sharedBrowser();
for (const theme of THEMES) {
  const context = await browser.newContext({ viewport: SIZE, timezoneId: "Europe/Vienna" });
  const page = await context.newPage();
  await inTheme(page, theme);
  await page.goto(server.url);
  await page.click('[data-action="open-sample"]');
  await page.waitForFunction(() => document.documentElement.dataset.state === "ready");
  await page.mouse.move(2, 2);
  // Until nothing moves any more.
  await page.waitForTimeout(1000);
  const path = fileURLToPath(new URL(`../docs/overview-${theme}.png`, import.meta.url));
  await page.screenshot({ path });
  await context.close();
}
await closeSharedBrowser();
await server.close();
