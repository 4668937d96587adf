// SPDX-License-Identifier: Apache-2.0
// Whether hashes of the parts of her pictures are sent, asked once. The words are those
// of tools/mien/case_views.c.
import { h, paragraphs } from "../dom.js";
import { chosenOf, choices, form } from "../forms.js";
import { t } from "../language.js";

export function views(walk) {
  const { its } = walk, { offer, mostHashes } = its.recipients;
  const group = choices("views", t("views.ask"),
    [["no", t("views.no")], ["yes", t("views.yes")]], its.views);
  const submit = () => {
    const chosen = chosenOf(group);
    if (!chosen)
      return;
    its.views = chosen;
    walk.next();
  };
  return {
    title: t("views.title"),
    body: [...paragraphs(t("views.gain", mostHashes)), h("p", {}, t("views.cost")),
           offer.places && h("p", {}, t("views.places")), form(walk, submit, group)],
  };
}
