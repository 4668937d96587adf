// SPDX-License-Identifier: Apache-2.0
// The 32 bytes of a key as 24 words and back: entropy and checksum of BIP-39.
import { entropyToMnemonic, mnemonicToEntropy } from "@scure/bip39";

import { failure } from "./failure.js";
import { findWord, takeApart, WORD_LISTS } from "./word_list.js";

const COUNT = 24;
// Characters, far more than so many words have. Without a limit accents behind each
// other take time by the square of their number.
const TEXT_MOST = 1 << 14;

/** @typedef {import("../case.js").WordList} WordList */

/**
 * @param {Uint8Array} key
 * @param {WordList} language
 */
export function writeWords(key, language) {
  if (!Object.hasOwn(WORD_LISTS, language))
    throw failure("ARGUMENT", "words", "no such list");
  // The lists have accents of their own; composed letters are what fonts draw best.
  return entropyToMnemonic(key, [...WORD_LISTS[language]]).normalize("NFC");
}

/** @param {string} problem */
function corrupt(problem) {
  return failure("CORRUPT", "words", problem);
}

/**
 * The words without the numbers that stand beside them, as in "1. abandon 2. ability".
 * @param {string} text
 */
function withoutNumbering(text) {
  if (text.length > TEXT_MOST) throw corrupt("more than 24 words");
  /** @type {string[]} */
  const words = [];
  let misnumbered = 0; // the word beside which stands another number
  for (const word of takeApart(text)) {
    if (!/^\d{1,2}$/.test(word)) words.push(word);
    else if (Number(word) !== words.length + 1) misnumbered ||= words.length + 1;
  }
  if (words.length > COUNT) throw corrupt("more than 24 words");
  if (misnumbered > 0)
    throw corrupt(`word ${misnumbered} has another number beside it`);
  if (words.length < COUNT) throw corrupt(`only ${words.length} words of 24`);
  return words;
}

/**
 * The key of words of which the places in their list are known; null: the checksum is
 * wrong. (It is the same for all lists.)
 * @param {number[]} places
 */
function keyOfPlaces(places) {
  const english = [...WORD_LISTS.en];
  try {
    return mnemonicToEntropy(places.map((i) => english[i]).join(" "), english);
  } catch {
    return null;
  }
}

/**
 * Reads the key, in bytes that the caller wipes. Tries each language. The one whose
 * list holds the most of the words is the one that was meant: it says which word is
 * wrong.
 * @param {string} text
 */
export function readWords(text) {
  const words = withoutNumbering(text);
  let known = 0,
    wrong = COUNT; // of the best list; the first word that is not in it
  for (const language of /** @type {WordList[]} */ (Object.keys(WORD_LISTS))) {
    const places = words.map((word) => findWord(language, word));
    const key = places.includes(-1) ? null : keyOfPlaces(places);
    if (key !== null) return key;
    const found = places.filter((place) => place >= 0).length;
    if (found > known) [known, wrong] = [found, places.indexOf(-1)];
  }
  if (known === COUNT)
    throw corrupt("the checksum is wrong: a wrong word, or another order");
  throw corrupt(`word ${known > 0 ? wrong + 1 : 1} is not in the list`);
}
