// SPDX-License-Identifier: Apache-2.0
// Every photo of the folder ../shared/photos beside the checkout, where it is there: in
// one case, with the eight hashes and the quality that the native command finds.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Driver } from "./driver.mjs";
import { browse, hashesOf, newRecipient, noChromium, noMien, open,
         openDocument } from "./support.mjs";

const PHOTOS = fileURLToPath(new URL("../../../../../shared/photos/", import.meta.url));
const skip = noChromium || noMien ||
  (existsSync(PHOTOS) ? false : "there is no ../shared/photos");
// Of a hash that the browser's own decoder had a part in, bits that may differ.
const A_FEW_BITS = 10;

let browser;
before(async () => {
  browser = skip ? null : await browse();
});
after(() => browser?.close());

function photos() {
  return readdirSync(PHOTOS, { recursive: true })
    .filter((name) => /\.(jpg|png|webp)$/.test(name))
    .sort().map((name) => PHOTOS + name);
}

function distance(a, b) {
  let bits = BigInt(`0x${a}`) ^ BigInt(`0x${b}`), count = 0;
  for (; bits > 0n; bits >>= 1n)
    count += Number(bits & 1n);
  return count;
}

test("every photo has the hashes of the native command", { skip, timeout: 600000 },
     async (its) => {
  const files = photos(), native = hashesOf(files), body = newRecipient("photos");
  const minimum = 50, fine = files.filter((file) => native.get(file)
                                          .quality >= minimum);
  const opened = await open(browser), driver = new Driver(opened);
  await driver.begin();
  await driver.receive([body.file]);
  await driver.answerAll();
  await driver.compare(body.fingerprint);
  await driver.at("pictures", "pictures.title");
  const begun = performance.now();
  await opened.page.setInputFiles("#pictures", files);
  await driver.read(files.length);
  const seconds = (performance.now() - begun) / 1000;
  const shown = await opened.page.locator(".picture code").evaluateAll((codes) =>
    codes.map((code) => code.textContent));
  assert.equal(shown.length, files.length, "all were read");
  await opened.page.locator("form .main").click();
  await driver.keep("wallet", "kettle orbit maple sundial");
  await driver.write();
  await driver.at("done", "done.title");
  const { items } = openDocument((await driver.download(0)).file, body.key);

  // Two files of the same picture are one item.
  const expected = new Map(fine.map((file) => [native.get(file).hash, file]));
  let exact = 0, near = 0;
  for (const [i, file] of files.entries()) {
    const { hash } = native.get(file);
    if (/\.webp$/.test(file)) {
      assert.ok(distance(shown[i], hash) <= A_FEW_BITS, file);
      near++;
      continue;
    }
    assert.equal(shown[i], hash, file);
    exact++;
  }
  for (const { signals } of items) {
    const file = expected.get(signals[0].hashValue);
    if (!file) // by the browser's decoder
      continue;
    const { dihedral, quality } = native.get(file);
    for (const { variant, hashValue, quality: said } of signals) {
      assert.equal(hashValue, dihedral[variant], `${file} ${variant}`);
      assert.equal(said, quality, file);
    }
  }
  assert.ok(items.length >= expected.size - near &&
            items.length <= expected.size + near);
  assert.ok(exact > 100, `${exact} photos`);
  its.diagnostic(`${exact} photos exact, ${near} by the browser's decoder, ` +
                 `${items.length} items; read in ${seconds.toFixed(0)} s`);
  assert.deepEqual(opened.complaints, []);
  await opened.context.close();
});
