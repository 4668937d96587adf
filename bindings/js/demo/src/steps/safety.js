// SPDX-License-Identifier: Apache-2.0
// Before anything else: whether this device is safe for her, and what stays behind.
import { h, paragraphs } from "../dom.js";
import { helpList } from "../help_list.js";
import { t } from "../language.js";
import { actions, button, show } from "../screen.js";

function help(walk) {
  show(() => ({
    title: t("help.title"),
    body: [...paragraphs(t("help.text")), ...helpList("adults"),
           actions(button(t("back"), () => walk.again()))],
  }));
}

export function safety(walk, number, { takeBack }) {
  const [what, watched, , treat] = t("safety.text").split("\n\n");
  return {
    title: t("safety.title"),
    body: [
      h("p", { class: "callout" }, watched),
      h("p", {}, what),
      h("p", {}, t("safety.here")),
      h("h2", {}, t("safety.stays.title")),
      ...paragraphs(t("safety.stays")),
      h("p", {}, t("safety.exit")),
      h("p", {}, treat),
      actions(button(t("safety.go"), () => walk.next(), "main"),
              button(t("safety.help"), () => help(walk)),
              button(t("safety.take_back"), takeBack)),
    ],
  };
}
