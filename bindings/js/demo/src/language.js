// SPDX-License-Identifier: Apache-2.0
// The language that she reads, and texts in it.
import texts from "built:texts";

/** Each by its own name. */
export const LANGUAGES = [["en", "English"], ["fr", "Français"], ["es", "Español"],
                          ["ar", "العربية"]];

// Around what is put into a text, which can be of another direction. Catalogues of
// languages that are written from right to left have them already.
const ISOLATE = "\u2068", END = "\u2069";

let now = "en";

export function language() {
  return now;
}

/** For Intl: the digits are those that the texts have. */
export function locale() {
  return now === "ar" ? "ar-u-nu-latn" : now;
}

export function isRightToLeft() {
  return now === "ar";
}

/** The first of her languages that the page has. */
export function preferred(wanted) {
  const codes = wanted.map((tag) => tag.toLowerCase().split("-")[0]);
  return codes.find((code) => code in texts) ?? "en";
}

export function choose(code) {
  now = code;
  document.documentElement.lang = code;
  document.documentElement.dir = isRightToLeft() ? "rtl" : "ltr";
}

function formOf(text, count) {
  if (typeof text === "string")
    return text;
  return text[new Intl.PluralRules(now).select(count)] ?? text.other;
}

export function number(value) {
  return new Intl.NumberFormat(locale()).format(value);
}

/** "2026-11-22" as people write it. */
export function date(day) {
  return new Intl.DateTimeFormat(locale(), { dateStyle: "long", timeZone: "UTC" })
    .format(new Date(`${day}T00:00:00Z`));
}

/** The text of a key. Values take the places of {0}, {1}; the first one that is a
 *  number chooses the plural form. */
export function t(key, ...values) {
  const text = texts[now][key];
  if (text === undefined)
    throw new Error(`no text: ${key}`);
  return formOf(text, values.find((value) => typeof value === "number"))
    .replace(/\u2068?\{(\d)\}\u2069?/g, (_, i) =>
      typeof values[i] === "number" ? number(values[i]) : ISOLATE + values[i] + END);
}

export function has(key) {
  return key in texts[now];
}

/** As a sentence begins: catalogues write messages in small letters. */
export function sentence(text) {
  return text.charAt(0).toLocaleUpperCase(now) + text.slice(1);
}

/** Sentences of messages, which catalogues write without a full stop. */
export function end(...texts) {
  const stop = (text) => text.replace(/([^.!?\u061f\u200f])(\u200f?)$/, "$1.$2");
  return texts.map((text) => stop(sentence(text))).join(" ");
}
