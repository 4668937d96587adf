// SPDX-License-Identifier: Apache-2.0
// Whether a recipient file is really from whom it says. The same rule as
// tools/mien/case_step_recipients.c: nothing is made for whom she did not compare.
import { MienError } from "../../../src/case.js";
import { h } from "../dom.js";
import { chosenOf, choices, field, form } from "../forms.js";
import { t } from "../language.js";
import { isInside } from "../pasted.js";
import { TRUST, groupsOf } from "../recipients.js";
import { say } from "../screen.js";

const anyLeft = (its) => its.recipients.counting.length > 0;

// What follows when it is not confirmed.
function explain(walk, trust, leave) {
  const way = trust === TRUST.OTHER ? "other" : "open";
  const buttons = [[() => t("back"), () => walk.again()]];
  if (anyLeft(walk.its))
    buttons.unshift([() => t("continue"), () => walk.next(), "main"]);
  else
    buttons.push([() => t("exit"), leave]);
  say(() => t(`compare.${way}.title`), () => t(`compare.${way}.text`), buttons);
}

// A group is never broken at a hyphen that is one of its characters.
function fingerprintOf({ fingerprint }) {
  return h("p", { class: "fingerprint" }, h("bdi", { dir: "ltr" },
    groupsOf(fingerprint).map((group) => [h("span", {}, group), " "])));
}

// She can paste what the page of the organisation says, and let the computer compare.
function pasting(recipient, group) {
  const answer = h("p", { role: "status", class: "hint" });
  let marked = null; // by the page, and not by her
  const mark = (value) => {
    const wanted = value && group.querySelector(`[value=${value}]`);
    if (wanted)
      wanted.checked = true;
    else if (marked)
      marked.checked = false;
    marked = wanted;
  };
  const judge = ({ inputType }) => {
    const { fingerprint } = recipient, same = isInside(input.value, fingerprint);
    if (same !== null) {
      answer.textContent = t(same ? "compare.paste.same" : "compare.paste.other");
      mark(same ? TRUST.SAME : TRUST.OTHER);
      return;
    }
    // Of what she types, letter by letter, there is more to come.
    const least = inputType === "insertFromPaste" ? 1 : fingerprint.length;
    const isWhole = input.value.trim().length >= least;
    answer.textContent = isWhole ? t("compare.paste.none") : "";
    mark(null);
  };
  // In a field of one line, the end of a line would join two words.
  const { input, nodes } = field("pasted", t("compare.paste"), {
    type: "area", rows: 3, dir: "ltr", hint: t("compare.paste.hint"), oninput: judge,
  });
  return [...nodes, answer];
}

/** Says that she compared it. False when the library does not take it. */
function confirm(recipient) {
  try {
    recipient.confirm(recipient.fingerprint);
    return true;
  } catch (error) {
    if (error instanceof MienError)
      return false;
    throw error;
  }
}

export function compare(walk, number, { leave }) {
  const entry = walk.its.recipients.list[number], { recipient } = entry;
  const group = choices("trust", t("compare.legend"), [
    [TRUST.SAME, t("compare.same")], [TRUST.OTHER, t("compare.other")],
    [TRUST.NOT_COMPARED, t("compare.open")],
  ], entry.trust);
  const submit = () => {
    const trust = chosenOf(group);
    if (!trust)
      return;
    // Another set of recipients can want more details in the pictures.
    walk.its.settled &&= trust === entry.trust;
    entry.trust = trust === TRUST.SAME && !confirm(recipient) ? TRUST.OTHER : trust;
    if (entry.trust === TRUST.SAME)
      walk.next();
    else
      explain(walk, entry.trust, leave);
  };
  return {
    title: t("compare.title"),
    body: [
      h("p", {}, t("compare.whom", recipient.name)),
      recipient.web && h("p", {}, t("compare.page", recipient.web)),
      h("p", {}, t(recipient.practice ? "compare.practice" : "compare.why")),
      fingerprintOf(recipient),
      form(walk, submit, [pasting(recipient, group), group]),
    ].filter(Boolean),
  };
}
