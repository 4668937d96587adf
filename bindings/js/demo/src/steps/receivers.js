// SPDX-License-Identifier: Apache-2.0
// For whom the case is made: she chooses recipient files, or the one for practice.
import { h } from "../dom.js";
import { complain, form } from "../forms.js";
import { end, t } from "../language.js";
import { questionsFor } from "../questions.js";
import { addFile, practiceRecipient } from "../recipients.js";
import { actions, button, removal } from "../screen.js";

function entry(walk, recipient) {
  return h("li", {}, h("bdi", {}, recipient.name),
    removal(recipient.name, () => {
      walk.its.recipients.remove(recipient);
      walk.again();
    }));
}

function listOf(walk) {
  const { list } = walk.its.recipients;
  return list.length > 0 && h("ul", { class: "list" },
    list.map(({ recipient }) => entry(walk, recipient)));
}

async function take(walk, input) {
  const problems = [];
  for (const file of input.files) {
    const problem = await addFile(walk.its.recipients, file);
    if (problem)
      problems.push(`\u2068${file.name}\u2069: ${end(...problem())}`);
  }
  input.value = "";
  walk.again();
  if (problems.length > 0)
    complain(document.getElementById("recipient"), [...new Set(problems)].join(" "));
}

async function practise(walk) {
  walk.its.recipients.list = [];
  walk.its.recipients.add(await practiceRecipient());
  goOn(walk);
}

function goOn(walk) {
  const { its } = walk;
  its.questions = questionsFor(its.recipients.list.map(({ recipient }) => recipient),
                               its.questions);
  walk.next();
}

/** The choice of a file: the same here and where a case is taken back. */
export function receiverFields(walk) {
  const input = h("input", {
    type: "file", id: "recipient", name: "recipient", multiple: true,
    accept: ".json,application/json", "aria-describedby": "recipient-hint",
    onchange: () => take(walk, input),
  });
  return [h("p", { class: "hint", id: "recipient-hint" }, t("receivers.hint")),
          h("label", { class: "file" }, input, h("span", {}, t("receivers.label"))),
          listOf(walk)];
}

export function hasReceivers(walk) {
  if (walk.its.recipients.list.length > 0)
    return true;
  complain(document.getElementById("recipient"), t("receivers.none"));
  return false;
}

export function receivers(walk) {
  return {
    title: t("receivers.title"),
    body: [
      h("p", {}, t("receivers.text")),
      h("p", {}, t("receivers.ask")),
      form(walk, () => hasReceivers(walk) && goOn(walk), receiverFields(walk)),
      h("h2", {}, t("receivers.practice.title")),
      h("p", {}, t("receivers.practice.text")),
      actions(button(t("receivers.practice"), () => practise(walk))),
    ],
  };
}
