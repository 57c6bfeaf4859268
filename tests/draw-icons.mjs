// Draws the PNG icons from their SVG sources, after these were changed:
// SESSIONSCOPE_CHROMIUM=$(command -v chromium) node tests/draw-icons.mjs
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const FOLDER = new URL("../assets/icons/", import.meta.url);

const ICONS = [
  ["icon.svg", "icon-32.png", 32],
  ["icon.svg", "icon-192.png", 192],
  ["icon.svg", "icon-512.png", 512],
  ["icon-maskable.svg", "icon-maskable-512.png", 512],
  // iOS rounds the corners itself, and paints transparent ones black.
  ["icon-maskable.svg", "icon-180.png", 180],
];

const browser = await chromium.launch({
  executablePath: process.env.SESSIONSCOPE_CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu"],
});
const page = await browser.newPage();
for (const [source, target, size] of ICONS) {
  const svg = await readFile(new URL(source, FOLDER));
  const url = `data:image/svg+xml;base64,${svg.toString("base64")}`;
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(
    `<style>*{margin:0}img{display:block;width:${size}px;height:${size}px}</style><img src="${url}">`,
  );
  const path = fileURLToPath(new URL(target, FOLDER));
  await page.screenshot({ path, omitBackground: true });
}
await browser.close();
