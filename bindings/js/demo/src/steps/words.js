// SPDX-License-Identifier: Apache-2.0
// The key on paper: 24 words, and whether she has them.
import { h, ltr, paragraphs } from "../dom.js";
import { complain, field, form } from "../forms.js";
import { hasOtherPaper } from "../its.js";
import { t } from "../language.js";
import { wordList } from "../make.js";

const WORDS = 24;

const wordsOf = ({ made }) => made.case.words(made.list).split(" ");

// Without accents, in small letters, digits of Arabic as others: as readers take them.
function plain(word) {
  return word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim()
    .replace(/[\u0660-\u0669]/g, (digit) => digit.charCodeAt(0) - 0x660)
    .replace(/[\u06f0-\u06f9]/g, (digit) => digit.charCodeAt(0) - 0x6f0);
}

export function words(walk) {
  const { made } = walk.its;
  made.list = wordList(); // what she writes down is what she is asked for
  walk.its.papers.add(made.case.id);
  const list = wordsOf(walk.its);
  return {
    title: t("words.title"),
    body: [hasOtherPaper(walk.its) && h("p", { class: "callout" }, t("words.void")),
           ...paragraphs(t("words.text")), h("p", {}, t("words.once")),
           h("ol", { class: "words", lang: made.list === "numbers" ? null : made.list },
             list.map((word) => h("li", {}, ltr(word)))),
           form(walk, () => walk.next(), [], { next: t("words.done") })].filter(Boolean),
  };
}

// Two places, each time other ones, the first in the first half.
function places() {
  const [a, b] = crypto.getRandomValues(new Uint8Array(2));
  return [a % (WORDS / 2), WORDS / 2 + b % (WORDS / 2)];
}

export function wordsCheck(walk) {
  const { made } = walk.its, list = wordsOf(walk.its);
  made.asked ??= places();
  const fields = made.asked.map((place) =>
    field(`word-${place + 1}`, t("words.which", place + 1), { dir: "auto" }));
  const submit = () => {
    for (const [i, { input }] of fields.entries()) {
      if (plain(input.value) === plain(list[made.asked[i]]))
        continue;
      return complain(input, t("words.wrong"));
    }
    return walk.next();
  };
  return { title: t("words.check.title"),
           body: [h("p", {}, t("words.check.text")),
                  form(walk, submit, fields.map(({ nodes }) => nodes))] };
}
