// SPDX-License-Identifier: Apache-2.0
// A case is taken back, from the wallet or from the words on paper, as `mien case
// withdraw` does.
import {Case, MienError, Wallet} from "../../../src/case.js";
import {h, paragraphs} from "../dom.js";
import {fileName} from "../download.js";
import {chosenOf, choices, complain, field, form, uncomplain} from "../forms.js";
import {DOCUMENT_NAME, WALLET_NAME} from "../its.js";
import {date, sentence, t} from "../language.js";
import {TRUST} from "../recipients.js";
import {button, wait} from "../screen.js";
import {handOver, whereTo} from "./done.js";
import {hasReceivers, receiverFields} from "./receivers.js";

const MOST_BYTES = 16 << 20; // of a wallet

const end = (...texts) => texts.map((text) => sentence(text).replace(/([^.!?؟])(\u200f?)$/, "$1.$2"))
  .join(" ");

// ---- From what

export function source(walk, number, {begin}) {
  const group = choices("source", t("back.source"),
    [["wallet", t("back.source.wallet")], ["words", t("back.source.words")]], walk.its.source);
  const submit = () => {
    const chosen = chosenOf(group);
    if (!chosen)
      return;
    if (chosen !== walk.its.source)
      Object.assign(walk.its, {source: chosen, case: null, wallet: null});
    walk.next();
  };
  return {title: t("back.title"),
          body: [...paragraphs(t("back.about")), form(walk, submit, group, {back: begin})]};
}

// ---- The wallet

function wrongWallet(error) {
  switch (error instanceof MienError ? error.status : "") {
  case "KEY":
    return ["passphrase", end(t("wrong.passphrase"), t("wrong.passphrase.step"))];
  case "VERSION":
    return ["wallet-file", end(t("wrong.version"), t("receivers.newer"))];
  case "LIMIT":
    return ["wallet-file", end(t("wrong.large"))];
  case "UNSUPPORTED":
    return ["wallet-file", end(t("wrong.method"))];
  default:
    return ["wallet-file", end(t("wrong.wallet"), t("back.wallet.step"))];
  }
}

function takeCase(its, one) {
  its.case = one;
  its.recipients.list = one.recipients
    .map((recipient) => ({recipient, trust: TRUST.SAME}));
}

async function openWallet(walk, file, passphrase) {
  const {its} = walk;
  wait(() => t("passphrase.title"));
  try {
    if (file.size > MOST_BYTES)
      throw new MienError("LIMIT");
    const wallet = await Wallet.open(new Uint8Array(await file.arrayBuffer()), passphrase);
    Object.assign(its, {wallet, passphrase, walletName: fileName(file.name, WALLET_NAME)});
  } catch (error) {
    walk.again();
    const [id, text] = wrongWallet(error);
    return complain(document.getElementById(id), text);
  }
  const {cases} = its.wallet;
  if (cases.length === 0) {
    walk.again();
    return complain(document.getElementById("wallet-file"), end(t("back.none")));
  }
  takeCase(its, cases[0]);
  return walk.next();
}

export function wallet(walk) {
  const {its} = walk;
  const chosen = h("p", {class: "hint", role: "status"},
                   its.walletFile ? its.walletFile.name : "");
  const input = h("input", {
    type: "file", id: "wallet-file", name: "wallet-file", accept: ".json,application/json",
    onchange: () => {
      [its.walletFile] = input.files;
      uncomplain(input);
      chosen.textContent = its.walletFile?.name ?? "";
    },
  });
  const secret = field("passphrase", t("passphrase.label"), {type: "password", dir: "auto"});
  const submit = () => {
    if (!its.walletFile)
      return complain(input, t("back.wallet.choose"));
    if (secret.input.value === "")
      return complain(secret.input, end(t("passphrase.empty")));
    return openWallet(walk, its.walletFile, secret.input.value);
  };
  return {
    title: t("back.wallet.title"),
    body: [form(walk, submit, [
      h("label", {class: "file"}, input, h("span", {}, t("back.wallet.label"))), chosen,
      secret.nodes])],
  };
}

function nameOf(one) {
  const whom = one.recipients.map(({name}) => `\u2068${name}\u2069`).join(t("comma"));
  const parts = [one.day && date(one.day), whom,
                 t("back.pictures", one.items),
                 one.withdrawn && t("back.already"),
                 one.practice && t("practice.name")];
  return parts.filter(Boolean).join(t("comma"));
}

export function which(walk) {
  const {its} = walk, {cases} = its.wallet;
  const group = choices("case", t("back.which"),
    cases.map((entry) => [entry.id, nameOf(entry)]), its.case?.id);
  const submit = () => {
    const chosen = chosenOf(group);
    if (!chosen)
      return;
    takeCase(its, cases.find(({id}) => id === chosen));
    walk.next();
  };
  return {title: t("back.which.title"), body: [form(walk, submit, group)]};
}

// ---- The words

export function receivers(walk) {
  return {title: t("receivers.title"),
          body: [h("p", {}, t("back.receivers")),
                 form(walk, () => hasReceivers(walk) && walk.next(), receiverFields(walk))]};
}

// What the library says of words that are none, in her language.
function wrongWords(error) {
  const detail = error instanceof MienError ? error.detail : "";
  const [digits] = detail.match(/\d+/g) ?? [];
  const key = [["not in the list", "word"], ["another number", "beside"], ["only", "only"],
               ["more than 24", "more"], ["checksum", "checksum"]]
    .find(([part]) => detail.includes(part))?.[1];
  const reason = key && t(`back.words.${key}`, digits);
  return end(t("back.words.wrong"), ...(reason ? [reason] : []), t("back.words.step"));
}

export function words(walk) {
  const {its} = walk;
  const {input, nodes} = field("words", t("back.words.label"), {type: "area", rows: 6, dir: "auto"});
  const submit = async () => {
    try {
      its.case = await Case.fromWords(input.value, {practice: its.recipients.isPractice});
    } catch (error) {
      return complain(input, wrongWords(error));
    }
    return walk.next();
  };
  return {title: t("back.words.title"),
          body: [...paragraphs(t("back.words.text")), form(walk, submit, nodes)]};
}

// ---- Is she sure?

export function sure(walk) {
  const {its} = walk;
  if (its.case.withdrawn)
    return {title: t("back.title"),
            body: [h("p", {}, sentence(t("back.already"))), h("p", {}, t("back.already.step")),
                   h("div", {class: "actions"}, button(t("back"), () => walk.back()))]};
  const [id, ...more] = t("back.text", its.case.id).split("\n\n");
  return {title: t("back.title"),
          body: [h("p", {}, id), ...paragraphs(more.join("\n\n")),
                 form(walk, () => walk.next(), [], {next: t("back.yes")})]};
}

/** Makes the document, and the wallet that knows of it. False when it cannot be made. */
export async function seal(its) {
  if (its.files)
    return true;
  const files = {document: null};
  files.document = await its.case.seal({action: "withdraw",
                                        recipients: its.recipients.confirmed, day: its.day});
  if (its.wallet) {
    its.wallet.put(its.case);
    files.wallet = await its.wallet.seal(its.passphrase);
  }
  its.files = files;
  its.saved = Object.fromEntries(Object.keys(files).map((name) => [name, false]));
  return true;
}

export function done(walk, number, {leave}) {
  const {its} = walk, {files, saved} = its;
  return {
    title: t("done.title"),
    body: [
      h("p", {}, end(t("back.done"))),
      handOver(saved, "document", DOCUMENT_NAME, files.document,
               t("done.get.document", DOCUMENT_NAME)),
      files.wallet && [
        handOver(saved, "wallet", its.walletName, files.wallet,
                 t("done.get.wallet", its.walletName)),
        h("p", {}, t("back.wallet.new"))],
      whereTo(its.recipients.confirmed),
      h("p", {}, t("done.stays")),
      h("div", {class: "actions"}, button(t("exit"), leave)),
    ].flat().filter(Boolean),
  };
}
