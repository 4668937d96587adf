// SPDX-License-Identifier: Apache-2.0
// The package in a real browser, from an origin that exists only for the test.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname } from "node:path";

const CHROMIUM = process.env.MIEN_CHROMIUM ?? "/usr/bin/chromium";
const PACKAGE = new URL("../../", import.meta.url);
const ORIGIN = "https://mien.invalid";
// As strict as it can be.
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; " +
  "worker-src 'self'";
const TYPES = {
  ".js": "text/javascript",
  ".wasm": "application/wasm",
  ".html": "text/html",
};

/** Why tests in a browser are skipped, or false. */
export const withoutBrowser = existsSync(CHROMIUM)
  ? false
  : `no ${CHROMIUM} (MIEN_CHROMIUM)`;

/**
 * Opens an empty page that may import the files of the package, and `more` by path.
 * Everything else that it asks for is refused and told in `refused`.
 */
export async function openPage(more = {}) {
  const { chromium } = await import("playwright-core");
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  const context = await browser.newContext();
  const refused = [];
  await context.route("**", async (route) => {
    const url = new URL(route.request().url());
    const path = url.pathname.slice(1);
    const text = path === "" ? "<!doctype html><title>mien</title>" : more[path];
    try {
      if (url.origin !== ORIGIN) throw new Error("another origin");
      const body = text ?? (await readFile(new URL(path, PACKAGE)));
      const headers = { "Content-Security-Policy": POLICY };
      await route.fulfill({
        body,
        headers,
        contentType: TYPES[extname(path) || ".html"],
      });
    } catch {
      refused.push(url.href);
      await route.abort();
    }
  });
  const page = await context.newPage();
  await page.goto(ORIGIN);
  return { page, refused, close: () => browser.close() };
}
