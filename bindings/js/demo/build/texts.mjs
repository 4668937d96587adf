// SPDX-License-Identifier: Apache-2.0
// The texts of the page in every language. What the command `mien case new` says as
// well is taken from its catalogues (po/*.po), so that the two never say different
// things; texts/shared.json names those texts. The others are in texts/LANGUAGE.json.
import { readFile } from "node:fs/promises";
import { po } from "gettext-parser";

export const LANGUAGES = ["en", "fr", "es", "ar"];
const CATALOGUES = new URL("../../../../po/", import.meta.url);
const TEXTS = new URL("../texts/", import.meta.url);

// The plural forms of a catalogue, in its order, as Intl.PluralRules calls them.
const FORMS = {
  en: ["one", "other"],
  fr: ["one", "other"],
  es: ["one", "other"],
  ar: ["zero", "one", "two", "few", "many", "other"],
};

/** "%s of %zu" is "{0} of {1}"; "%2$s" is "{1}". */
export function placeholders(text) {
  let next = 0;
  return text.replace(/%(?:(\d+)\$)?(?:z|l|ll|h)?[sdui]|%%/g, (whole, place) =>
    whole === "%%" ? "%" : `{${place ? place - 1 : next++}}`);
}

async function json(name) {
  return JSON.parse(await readFile(new URL(name, TEXTS), "utf8"));
}

// The catalogue of a language, by msgid; English is what the program says itself.
async function catalogue(code) {
  if (code === "en")
    return (id, plural) => (plural ? [id, plural] : [id]);
  const read = po.parse(await readFile(new URL(`${code}.po`, CATALOGUES)));
  const entries = read.translations[""];
  return (id) => {
    const entry = entries[id];
    if (!entry || entry.comments?.flag?.includes("fuzzy") ||
        !entry.msgstr.every(Boolean))
      throw new Error(`po/${code}.po does not translate ${JSON.stringify(id)}`);
    return entry.msgstr;
  };
}

// msgid to its plural, where it has one.
async function plurals() {
  const read = po.parse(await readFile(new URL("fr.po", CATALOGUES)));
  return (id) => read.translations[""][id]?.msgid_plural;
}

/** {en: {key: text or {one: text, other: text}}, fr: ...} */
export async function readTexts() {
  const shared = await json("shared.json"), plural = await plurals(), all = {};
  for (const code of LANGUAGES) {
    const translate = await catalogue(code);
    all[code] = await json(`${code}.json`);
    for (const [key, id] of Object.entries(shared)) {
      if (key in all[code])
        throw new Error(`${key} is both in shared.json and in ${code}.json`);
      const forms = translate(id, plural(id)).map(placeholders);
      all[code][key] = plural(id)
        ? Object.fromEntries(FORMS[code].map((form, i) => [form, forms[i]]))
        : forms[0];
    }
  }
  return all;
}
