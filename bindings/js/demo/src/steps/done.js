// SPDX-License-Identifier: Apache-2.0
// The files are hers: she keeps them, and sends the document herself.
import { h } from "../dom.js";
import { download } from "../download.js";
import { wantsWallet, wantsWords } from "../its.js";
import { t } from "../language.js";
import { countOf } from "../make.js";
import { button } from "../screen.js";

// A button that hands over a file, and says that it did.
function handOver({ name, text, label }, isSaved, save) {
  const said = () => (isSaved() ? t("done.saved", name) : "");
  const told = h("p", { role: "status", class: "hint" }, said());
  return h("div", { class: "hand-over" }, button(label, () => {
    download(name, text);
    save();
    told.textContent = said();
  }, "main"), told);
}

/** The files, {what: {name, text, label, lost}}, each with its button; and the way out,
 *  which asks nothing: what is lost by it stands above it, until it is downloaded. */
export function handOvers(files, saved, leave) {
  const lost = h("div", { id: "lost" });
  const tell = () => lost.replaceChildren(...Object.keys(files)
    .filter((what) => !saved[what])
    .map((what) => h("p", { class: "callout" }, files[what].lost)));
  tell();
  const buttons = Object.entries(files).map(([what, file]) =>
    handOver(file, () => saved[what], () => {
      saved[what] = true;
      tell();
    }));
  const exit = button(t("exit"), leave);
  exit.setAttribute("aria-describedby", lost.id);
  return { buttons, wayOut: [lost, h("div", { class: "actions" }, exit)] };
}

/** Where a document goes: how each recipient can be reached, as its file says. */
export function whereTo(recipients) {
  return h("ul", {}, recipients.map(({ name, web, contact }) =>
    h("li", {}, h("bdi", {}, name), web && [h("br"), h("bdi", { dir: "ltr" }, web)],
      contact && [h("br"), h("bdi", { dir: "ltr" }, contact)])));
}

function filesOf(its) {
  const { made, names: { document, wallet } } = its, files = {
    document: { name: document, text: made.document,
                label: t("done.get.document", document),
                lost: t("done.lost.document", document) },
  };
  if (wantsWallet(its))
    files.wallet = {
      name: wallet, text: made.wallet, label: t("done.get.wallet", wallet),
      lost: t(wantsWords(its) ? "done.lost.wallet.words" : "done.lost.wallet", wallet),
    };
  return files;
}

export function done(walk, number, { leave }) {
  const { its } = walk, { made, names, saved } = its;
  const { pictures, hashes } = countOf(made.preview);
  const { buttons, wayOut } = handOvers(filesOf(its), saved, leave);
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
      buttons,
      h("h2", {}, t("done.next")),
      h("p", {}, t("done.document", names.document)),
      whereTo(its.recipients.confirmed),
      notes.map((text) => h("p", {}, text)),
      wayOut,
    ].flat(),
  };
}
