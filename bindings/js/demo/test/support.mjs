// SPDX-License-Identifier: Apache-2.0
// What the tests of the page share: a browser, the page from a file: and from an http:
// address, and the native command to compare with.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { makePage } from "../build.mjs";
import { readTexts } from "../build/texts.mjs";

export const LANGUAGES = ["en", "fr", "es", "ar"];
/** What differs with neither language nor size is not tried in each of them, but with
 *  MIEN_ALL=1. */
export const ALL = Boolean(process.env.MIEN_ALL);
export const PHONE = { width: 360, height: 740 }, DESKTOP =
  { width: 1280, height: 800 };

const scratch = mkdtempSync(join(tmpdir(), "mien-page-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

export function inScratch(name) {
  return join(scratch, name);
}

export const page = await makePage();
const texts = await readTexts();

/** A text of the page, without what stands around its values. */
export function text(language, key, ...values) {
  return texts[language][key].replace(/\u2068?\{(\d)\}\u2069?/g, (_, i) => values[i]);
}

// ---- Where the page comes from

writeFileSync(inScratch("page.html"), page);
export const FILE = pathToFileURL(inScratch("page.html")).href;

/** The page from http:, with the strictest headers that a site may send. */
export async function serve() {
  const asked = [];
  const server = http.createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(request.url === "/" ? 200 : 404, {
      "Content-Type": "text/html; charset=utf-8", "X-Content-Type-Options": "nosniff",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
      "Cross-Origin-Resource-Policy": "same-origin", "X-Frame-Options": "DENY",
      "Referrer-Policy": "no-referrer",
      "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    });
    response.end(request.url === "/" ? page : "");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, asked,
           close: () => server.close() };
}

// ---- The browser

// MIEN_CHROMIUM names another one, or none when it is empty.
function findChromium() {
  if (process.env.MIEN_CHROMIUM !== undefined)
    return existsSync(process.env.MIEN_CHROMIUM) ? process.env.MIEN_CHROMIUM : null;
  for (const name of ["chromium", "chromium-browser", "google-chrome"])
    try {
      return execFileSync("which", [name], { encoding: "utf8", stdio: "pipe" }).trim();
    } catch {
      // the next one
    }
  return null;
}

export const CHROMIUM = findChromium();
export const noChromium = CHROMIUM ? false : "there is no chromium (MIEN_CHROMIUM)";

export async function browse() {
  const root = process.getuid?.() === 0;
  return chromium.launch({ executablePath: CHROMIUM, args: root ? ["--no-sandbox"]
                           : [] });
}

/** A page that fails the test when it complains, and notes what it asks the network
 *  for. */
export async function open(browser, { url = FILE, language = "en", ...options } = {}) {
  const context = await browser.newContext({
    locale: language, viewport: PHONE, acceptDownloads: true, reducedMotion: "reduce",
    ...options });
  const its = await context.newPage(), requests = [], complaints = [];
  // The Worker's address is one in memory.
  its.on("request", (request) => !request.url().startsWith("blob:") &&
         requests.push(request.url()));
  its.on("pageerror", (error) => complaints.push(String(error)));
  its.on("console", (message) => complaints.push(message.text()));
  await its.goto(url);
  await its.locator("h1").waitFor();
  return { page: its, context, requests, complaints, language };
}

/** Waits for what comes about in the browser by itself, and gives the last value. */
export async function becomes(wanted, ask) {
  const end = performance.now() + 30000;
  let value = await ask();
  while (value !== wanted && performance.now() < end) {
    await new Promise((done) => setTimeout(done, 50));
    value = await ask();
  }
  return value;
}

/** The Worker ended: what drives the browser hears of it a moment later. */
export async function noWorkers({ page: its }) {
  assert.equal(await becomes(0, () => its.workers().length), 0);
}

// ---- The native command

export const MIEN = process.env.MIEN_COMMAND || null;
export const noMien = MIEN ? false : "MIEN_COMMAND does not name the command mien";

/** What it prints; `secret` is on its standard input. */
export function mien(options, secret) {
  const input = secret === undefined ? { stdio: ["ignore", "pipe", "pipe"] }
                                     : { input: `${secret}\n`, stdio: "pipe" };
  return execFileSync(MIEN, options, {
    ...input, encoding: "utf8", maxBuffer: 1 << 28,
    env: { PATH: process.env.PATH, LC_ALL: "C.UTF-8" } });
}

/** A recipient with its key, as `mien case recipients new` makes them. */
export function newRecipient(name, ...options) {
  const file = inScratch(`${name}.recipient.json`), key = inScratch(`${name}.jwk`);
  rmSync(file, { force: true });
  rmSync(key, { force: true });
  mien(["case", "recipients", "new", "--id", name, "--name", `Body ${name}`, "--web",
        `https://${name}.example/ncii`, "--contact", `help@${name}.example`,
        "--out", file, "--key", key, ...options]);
  const { fingerprint } = JSON.parse(readFileSync(file, "utf8"));
  return { id: name, file, key, fingerprint };
}

/** What is in a document, as the native command reads it. */
export function openDocument(file, key, ...options) {
  const line =
    JSON.parse(mien(["case", "open", "--format", "json", "--key", key, ...options,
                     file]));
  assert.deepEqual(line.malformed ?? [], []);
  return line.payload;
}

/** What the native command finds in files: {hash, quality, dihedral} by their names. */
export function hashesOf(files) {
  const lines = mien(["hash", "--all", "--format", "json", ...files]).trim()
    .split("\n");
  return new Map(lines.map((line) => JSON.parse(line))
                 .map((entry) => [entry.name, entry]));
}
