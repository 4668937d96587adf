// SPDX-License-Identifier: Apache-2.0
// The lists of 2048 words, and finding a written word in them.
import { wordlist as english } from "@scure/bip39/wordlists/english.js";
import { wordlist as french } from "@scure/bip39/wordlists/french.js";
import { wordlist as spanish } from "@scure/bip39/wordlists/spanish.js";

// Letters that tell a word from every other of its list: the tests assert it.
const TELLING = 4;

// The numbers of the words, for everybody else.
const numbers = Array.from({ length: 2048 }, (_, i) => String(i + 1).padStart(4, "0"));

/**
 * In the order in which they are tried.
 * @type {Readonly<Record<import("../case.js").WordList, readonly string[]>>}
 */
export const WORD_LISTS = { en: english, fr: french, es: spanish, numbers };

// What shows nothing: a soft hyphen, accents that follow their letter, and what says in
// which direction to write, which a copied text may bring along.
const NOTHING =
  /[\u00ad\u0300-\u036f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;
// What stands between words: signs of ASCII and of Latin 1, spaces, dashes, quotation
// marks, comma and semicolon of Arabic, the wide space.
const BETWEEN = /[\0-/:-@[-`{-\u00bf\u060c\u061b\u2000-\u206f\u3000]+/;

/**
 * The words of a text, in small letters without accents, with digits of ASCII; '?' for
 * any other letter.
 * @param {string} text
 */
export function takeApart(text) {
  return text
    .normalize("NFD")
    .replace(NOTHING, "")
    .split(BETWEEN)
    .filter((word) => word !== "")
    .map(fold);
}

/** @param {string} word */
function fold(word) {
  return word
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/[^a-z0-9]/gu, "?");
}

/**
 * By the first letters of its words, without accents, the index of each.
 * @param {readonly string[]} list
 */
function indexOf(list) {
  return new Map(
    list.map((word, i) => {
      const [plain] = takeApart(word);
      return [plain.slice(0, TELLING), { plain, i }];
    }),
  );
}

/** @type {Partial<Record<string, ReturnType<typeof indexOf>>>} */
const indexes = {};

/**
 * Which word of the list was written: it, or at least its first four letters, which no
 * two words of a list share. -1: none.
 * @param {import("../case.js").WordList} language
 * @param {string} word
 */
export function findWord(language, word) {
  indexes[language] ??= indexOf(WORD_LISTS[language]);
  const found = indexes[language].get(word.slice(0, TELLING));
  return found?.plain.startsWith(word) ? found.i : -1;
}
