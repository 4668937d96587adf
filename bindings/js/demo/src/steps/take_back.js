// SPDX-License-Identifier: Apache-2.0
// A case is taken back, from the wallet or from the words on paper, as `mien case
// withdraw` does.
import { Case, MienError } from "../../../src/case.js";
import { h, paragraphs } from "../dom.js";
import { fileName } from "../download.js";
import { chosenOf, choices, complain, field, form } from "../forms.js";
import { DOCUMENT_NAME, WALLET_NAME } from "../its.js";
import { date, end, sentence, t } from "../language.js";
import { TRUST } from "../recipients.js";
import { button } from "../screen.js";
import { openWallet, walletFile } from "../wallet_file.js";
import { handOvers, whereTo } from "./done.js";
import { hasReceivers, receiverFields } from "./receivers.js";

// ---- From what

export function source(walk, number, { begin }) {
  const group = choices("source", t("back.source"),
    [["wallet", t("back.source.wallet")], ["words", t("back.source.words")]],
    walk.its.source);
  const submit = () => {
    const chosen = chosenOf(group);
    if (!chosen)
      return;
    if (chosen !== walk.its.source)
      Object.assign(walk.its, { source: chosen, case: null, wallet: null });
    walk.next();
  };
  return { title: t("back.title"),
           body: [...paragraphs(t("back.about")),
                  form(walk, submit, group, { back: begin })] };
}

// ---- The wallet

function takeCase(its, one) {
  its.case = one;
  its.recipients.list = one.recipients
    .map((recipient) => ({ recipient, trust: TRUST.SAME }));
}

async function open(walk, file, passphrase) {
  const { its } = walk, wallet = await openWallet(walk, file, passphrase);
  if (!wallet)
    return;
  if (wallet.cases.length === 0) {
    walk.again();
    complain(document.getElementById("wallet-file"), end(t("back.none")));
    return;
  }
  const walletName = fileName(file.name, WALLET_NAME);
  Object.assign(its, { wallet, passphrase, walletName });
  takeCase(its, wallet.cases[0]);
  walk.next();
}

export function wallet(walk) {
  const { its } = walk;
  const file = walletFile(its.walletFile, (chosen) => {
    its.walletFile = chosen;
  });
  const secret =
    field("passphrase", t("passphrase.label"), { type: "password", dir: "auto" });
  const submit = () => {
    if (!its.walletFile)
      return complain(file.input, t("back.wallet.choose"));
    if (secret.input.value === "")
      return complain(secret.input, end(t("passphrase.empty")));
    return open(walk, its.walletFile, secret.input.value);
  };
  return { title: t("back.wallet.title"),
           body: [form(walk, submit, [file.nodes, secret.nodes])] };
}

function nameOf(one) {
  const whom = one.recipients.map(({ name }) => `\u2068${name}\u2069`).join(t("comma"));
  const parts = [one.day && date(one.day), whom,
                 t("back.pictures", one.items),
                 one.withdrawn && t("back.already"),
                 one.practice && t("practice.name")];
  return parts.filter(Boolean).join(t("comma"));
}

export function which(walk) {
  const { its } = walk, { cases } = its.wallet;
  const group = choices("case", t("back.which"),
    cases.map((entry) => [entry.id, nameOf(entry)]), its.case?.id);
  const submit = () => {
    const chosen = chosenOf(group);
    if (!chosen)
      return;
    takeCase(its, cases.find(({ id }) => id === chosen));
    walk.next();
  };
  return { title: t("back.which.title"), body: [form(walk, submit, group)] };
}

// ---- The words

export function receivers(walk) {
  return { title: t("receivers.title"),
           body: [h("p", {}, t("back.receivers")),
                  form(walk, () => hasReceivers(walk) && walk.next(),
                       receiverFields(walk))] };
}

const WRONG_WORDS = [["not in the list", "word"], ["another number", "beside"],
                     ["only", "only"], ["more than 24", "more"],
                     ["checksum", "checksum"]];

// What the library says of words that are none, in her language.
function wrongWords(error) {
  const detail = error instanceof MienError ? error.detail : "";
  const [digits] = detail.match(/\d+/g) ?? [];
  const [, key] = WRONG_WORDS.find(([part]) => detail.includes(part)) ?? [];
  const reason = key && t(`back.words.${key}`, digits);
  return end(t("back.words.wrong"), ...(reason ? [reason] : []), t("back.words.step"));
}

export function words(walk) {
  const { its } = walk;
  const { input, nodes } =
    field("words", t("back.words.label"), { type: "area", rows: 6, dir: "auto" });
  const submit = async () => {
    try {
      its.case =
        await Case.fromWords(input.value, { practice: its.recipients.isPractice });
    } catch (error) {
      return complain(input, wrongWords(error));
    }
    return walk.next();
  };
  return { title: t("back.words.title"),
           body: [...paragraphs(t("back.words.text")), form(walk, submit, nodes)] };
}

// ---- Is she sure?

export function sure(walk) {
  const { its } = walk;
  if (its.case.withdrawn)
    return { title: t("back.title"),
             body: [h("p", {}, sentence(t("back.already"))),
                    h("p", {}, t("back.already.step")),
                    h("div", { class: "actions" },
                      button(t("back"), () => walk.back()))] };
  const [id, ...more] = t("back.text", its.case.id).split("\n\n");
  return { title: t("back.title"),
           body: [h("p", {}, id), ...paragraphs(more.join("\n\n")),
                  form(walk, () => walk.next(), [], { next: t("back.yes") })] };
}

/** Makes the document, and the wallet that knows of it. */
export async function seal(its) {
  if (its.files)
    return true;
  const { day, recipients: { confirmed } } = its;
  const files = {
    document: await its.case.seal({ action: "withdraw", recipients: confirmed, day }),
  };
  if (its.wallet) {
    its.wallet.put(its.case);
    files.wallet = await its.wallet.seal(its.passphrase);
  }
  its.files = files;
  its.saved = Object.fromEntries(Object.keys(files).map((name) => [name, false]));
  return true;
}

function filesOf({ files, walletName }) {
  const its = {
    document: { name: DOCUMENT_NAME, text: files.document,
                label: t("done.get.document", DOCUMENT_NAME),
                lost: t("back.lost.document", DOCUMENT_NAME) },
  };
  if (files.wallet)
    its.wallet = { name: walletName, text: files.wallet,
                   label: t("done.get.wallet", walletName),
                   lost: t("back.lost.wallet", walletName) };
  return its;
}

export function done(walk, number, { leave }) {
  const { its } = walk;
  const { buttons, wayOut } = handOvers(filesOf(its), its.saved, leave);
  return {
    title: t("done.title"),
    body: [
      h("p", {}, end(t("back.done"))),
      h("p", {}, t("done.get")),
      buttons,
      its.files.wallet && h("p", {}, t("back.wallet.new")),
      whereTo(its.recipients.confirmed),
      h("p", {}, t("done.stays")),
      wayOut,
    ].flat().filter(Boolean),
  };
}
