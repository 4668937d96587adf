// SPDX-License-Identifier: Apache-2.0
// The files are hers: she keeps them, and sends the document herself.
import { h } from "../dom.js";
import { download } from "../download.js";
import { wantsWallet, wantsWords } from "../its.js";
import { t } from "../language.js";
import { countOf } from "../make.js";
import { button } from "../screen.js";

/** A button that hands over a file, and says that it did. */
export function handOver(saved, what, name, text, label) {
  const said = () => (saved[what] ? t("done.saved", name) : "");
  const told = h("p", { role: "status", class: "hint" }, said());
  return h("div", { class: "hand-over" }, button(label, () => {
    download(name, text);
    saved[what] = true;
    told.textContent = said();
  }, "main"), told);
}

/** Where a document goes: how each recipient can be reached, as its file says. */
export function whereTo(recipients) {
  return h("ul", {}, recipients.map(({ name, web, contact }) =>
    h("li", {}, h("bdi", {}, name), web && [h("br"), h("bdi", { dir: "ltr" }, web)],
      contact && [h("br"), h("bdi", { dir: "ltr" }, contact)])));
}

export function done(walk, number, { leave }) {
  const { its } = walk, { made, names, saved } = its;
  const { pictures, hashes } = countOf(made.preview);
  const notes = [
    its.views === "yes" && t("done.held", t("done.count", pictures, hashes)),
    wantsWallet(its) && t("done.wallet", names.wallet),
    wantsWords(its) && t("done.words"),
    t("done.not"), t("done.evidence"), t("done.take_back"), t("done.stays"),
  ].filter(Boolean);
  return {
    title: t("done.title"),
    body: [
      h("p", {}, t("done.get")),
      handOver(saved, "document", names.document, made.document,
               t("done.get.document", names.document)),
      wantsWallet(its) &&
        handOver(saved, "wallet", names.wallet, made.wallet,
                 t("done.get.wallet", names.wallet)),
      h("h2", {}, t("done.next")),
      h("p", {}, t("done.document", names.document)),
      whereTo(its.recipients.confirmed),
      notes.map((text) => h("p", {}, text)),
      h("div", { class: "actions" }, button(t("exit"), leave)),
    ].flat().filter(Boolean),
  };
}
