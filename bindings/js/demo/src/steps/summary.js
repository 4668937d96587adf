// SPDX-License-Identifier: Apache-2.0
// Everything once more before anything is made, and exactly what will leave the device.
import { h } from "../dom.js";
import { hasOtherPaper, wantsWallet, wantsWords } from "../its.js";
import { date, sentence, t } from "../language.js";
import { countOf, finePictures } from "../make.js";
import { isDue, isSent, nameOf } from "../questions.js";
import { actions, button, show } from "../screen.js";

const HASHES = 8;

// A heading of the command ends with a colon, which a heading of a page does not need.
const heading = (text) =>
  h("h2", {}, text.replace(/[\s\u00a0\u202f]*[:：]\u200f?$/, ""));

const section = (title, lines) =>
  [heading(title),
   h("ul", {}, lines.filter(Boolean).map((line) => h("li", {}, sentence(line))))];

const isolated = ({ name }) => `\u2068${name}\u2069`;

function pictureLines(its) {
  const fine = new Set(finePictures(its));
  return its.pictures.list.map((picture) =>
    fine.has(picture) ? isolated(picture) : t("picture.left_out", picture.name));
}

function eachLines(its) {
  const { pictures, hashes } = countOf(its.made.preview);
  const parts = hashes > HASHES * pictures;
  return [t("summary.hash"), parts && t("summary.views", hashes),
          parts && its.recipients.offer.places && t("summary.places")];
}

function answerLines(its) {
  return its.questions.map((question, i) => {
    if (!isSent(question) || !isDue(its.questions, i))
      return null;
    const answer = t(question.answer);
    return question.own ? `${nameOf(question)}  ${answer}`
                        : t("pair", nameOf(question), answer);
  });
}

function fileLines(its) {
  return [
    t("summary.document", its.names.document),
    wantsWallet(its) ? t("summary.wallet", its.names.wallet) : t("summary.nothing"),
    wantsWallet(its) && wantsWords(its) && t("summary.words"),
  ];
}

// ---- Changing something

function changeable(its) {
  const list = its.questions.map((question, i) => isDue(its.questions, i) &&
    [nameOf(question), "questions", i]);
  list.push([t("summary.who.name"), "compare", 0],
            [t("pictures.title"), "pictures", 0]);
  if (its.views)
    list.push([t("views.title"), "views", 0]);
  list.push([t("summary.key.name"), "keeping", 0], [t("names.title"), "names", 0]);
  return list.filter(Boolean);
}

function change(walk) {
  const line = ([name, place, number]) =>
    h("li", {}, button(name, () => walk.go(place, number)));
  show(() => ({
    title: t("summary.change.title"),
    body: [h("ul", { class: "changes" }, changeable(walk.its).map(line)),
           actions(button(t("back"), () => walk.again()))],
  }));
}

export function summary(walk) {
  const { its } = walk, { preview } = its.made;
  return {
    title: t("summary.title"),
    body: [
      hasOtherPaper(its) && h("p", { class: "callout" }, t("words.void")),
      h("p", {}, t("summary.text")),
      section(t("summary.who"), its.recipients.confirmed.map(isolated)),
      section(t("summary.pictures"), pictureLines(its)),
      section(t("summary.each"), eachLines(its)),
      section(t("summary.answers"), answerLines(its)),
      section(t("summary.else"), [
        t("summary.case"), t("summary.today", date(preview.day)),
        t("summary.expires", date(preview.expires)), t("summary.no_country")]),
      h("p", {}, t("summary.not")),
      section(t("summary.files"), fileLines(its)),
      h("details", { class: "exact" }, h("summary", {}, t("summary.exact")),
        h("pre", { dir: "ltr", lang: "en", tabindex: 0,
                   "aria-label": t("summary.exact") },
          JSON.stringify(preview, null, 1))),
      h("div", { class: "actions" },
        button(wantsWords(its) ? t("summary.show_words") : t("summary.write"),
               () => walk.next(), "main"),
        button(t("summary.change"), () => change(walk)),
        button(t("back"), () => walk.back())),
    ].flat().filter(Boolean),
  };
}
