// SPDX-License-Identifier: Apache-2.0
// The example of cases in README.md does what it says.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

import { Wallet } from "mien/case";
import { body, open } from "./support/cases.js";
import { png } from "./support/files.js";

test("the example of the README", async () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const [, code] = readme.match(/<!-- cases -->\n```js\n([^`]*)```/);
  const folder = mkdtempSync(join(tmpdir(), "mien-readme-"));
  try {
    const one = await body("example.org", { minimum_quality: 0 });
    const picture = {
      width: 64,
      height: 64,
      format: "gray8",
      data: Uint8Array.from({ length: 4096 }, (_, i) => (i * i) >> 3),
    };
    writeFileSync(join(folder, "example.mjs"), code);
    writeFileSync(join(folder, "body.json"), JSON.stringify(one.file));
    writeFileSync(join(folder, "a.png"), png(picture));
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(
      fileURLToPath(new URL("..", import.meta.url)),
      join(folder, "node_modules", "mien"),
    );
    const run = () =>
      spawnSync(
        process.execPath,
        ["example.mjs", "body.json", one.file.fingerprint, "a.png"],
        { cwd: folder, input: "seven lamps\n", encoding: "utf8", timeout: 60000 },
      );
    const done = run();
    assert.equal(done.status, 0, done.stderr);
    const document = readFileSync(join(folder, "document.json"), "utf8");
    const payload = await open(document, one);
    assert.equal(payload.items.length, 1);
    const wallet = readFileSync(join(folder, "wallet"));
    assert.equal(
      (await Wallet.open(wallet, "seven lamps")).cases[0].id,
      payload.case.id,
    );
    assert.equal(statSync(join(folder, "wallet")).mode & 0o777, 0o600);
    assert.notEqual(run().status, 0); // nothing is overwritten
  } finally {
    rmSync(folder, { recursive: true });
  }
});
