// SPDX-License-Identifier: Apache-2.0
// Where the tests find what they compare with.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
export const SHARED = process.env.MIEN_SHARED ?? join(ROOT, "..", "shared");
/** The mien command of the same sources, if it was built. */
export const COMMAND = process.env.MIEN_COMMAND ?? "";

const without = [];
if (!existsSync(join(SHARED, "photos")))
  without.push("no folder ../shared beside the repository");
if (!COMMAND) without.push("the mien command was not built (MIEN_COMMAND)");
/** For tests that need both: why they are skipped, or false. */
export const withoutShared = without.join("; ") || false;

/** The lines of a TSV file, whose first has the names. */
export function table(path) {
  const [names, ...lines] = readFileSync(path, "utf8").trimEnd().split("\n");
  const keys = names.split("\t");
  return lines.map((line) =>
    Object.fromEntries(line.split("\t").map((value, i) => [keys[i], value])),
  );
}

/** The lines of JSON that the mien command prints of some files, by their names. */
export function mien(words, environment = {}) {
  const options = {
    encoding: "utf8",
    maxBuffer: 2 ** 30,
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, ...environment },
  };
  let out;
  try {
    out = execFileSync(COMMAND, words, options);
  } catch (error) {
    // 1: some files have no hash.
    if (error.status !== 1) throw error;
    out = error.stdout;
  }
  const lines = out
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return new Map(lines.map((line) => [line.name, line]));
}

/** All files below a folder of ../shared, sorted. */
export function files(folder) {
  return readdirSync(join(SHARED, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}
