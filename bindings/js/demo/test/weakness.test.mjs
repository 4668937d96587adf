// SPDX-License-Identifier: Apache-2.0
// Passphrases that people near her could guess. The page says so; it takes them all the
// same, as the command does.
import assert from "node:assert/strict";
import { test } from "node:test";
import { weaknessOf } from "../src/weakness.js";

const EXPECTED = {
  "weak.control": ["abc\x1b[Dlong enough words"],
  "weak.common": ["password", "Password123!", "MotDePasse2026", "contraseña1",
                  "حبيبي",
                  "AZERTY"],
  "weak.number": ["24121990", "06 12 34 56 78", "1/1/2000-2/2/2002"],
  "weak.repeated": ["lalalalalala", "abcabcabcabc", "tic tic tic tic "],
  "weak.walk": ["qwertyuiopas", "abcdefghijklmnop", "azertyuiopqsd"],
  "weak.short": ["kettle", "lamp orbit", "قمر بحر"],
};

for (const [key, passphrases] of Object.entries(EXPECTED))
  test(key, () => {
    for (const passphrase of passphrases)
      assert.equal(weaknessOf(passphrase), key, passphrase);
  });

test("words that have nothing to do with each other are good", () => {
  for (const passphrase of ["kettle orbit maple sundial", "lampe océan brique violon",
                            "قمر نافذة بحر كرسي"])
    assert.equal(weaknessOf(passphrase), null, passphrase);
});
