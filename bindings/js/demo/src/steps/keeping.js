// SPDX-License-Identifier: Apache-2.0
// Where the key of the case goes: a wallet under a passphrase, words on paper, or both;
// and what the files are called.
import { h, paragraphs } from "../dom.js";
import { fileName } from "../download.js";
import { chosenOf, choices, complain, field, form } from "../forms.js";
import { DOCUMENT_NAME, KEEP, WALLET_NAME, wantsWallet } from "../its.js";
import { end, t } from "../language.js";
import { actions, button, show } from "../screen.js";
import { openWallet, walletFile } from "../wallet_file.js";
import { weaknessOf } from "../weakness.js";

const MOST_BYTES = 1024;

export function keeping(walk) {
  const { its } = walk, text = t("key.text").split("\n\n"), asked = text.pop();
  const group = choices("keeping", asked, [
    [KEEP.WALLET, t("key.wallet")], [KEEP.BOTH, t("key.both")],
    [KEEP.WORDS, t("key.words")],
  ], its.keeping);
  const submit = () => {
    const chosen = chosenOf(group);
    if (!chosen)
      return;
    its.keeping = chosen;
    walk.next();
  };
  return { title: t("key.title"),
           body: [...paragraphs(text.join("\n\n")), form(walk, submit, group)] };
}

// Why it cannot be one, or null.
function faultOf(passphrase) {
  if (passphrase === "")
    return t("passphrase.empty");
  const bytes = new TextEncoder().encode(passphrase).length;
  return bytes > MOST_BYTES ? t("passphrase.long") : null;
}

// Explains a weak one and lets her decide.
function explainWeakness(walk, weakness, passphrase) {
  const keep = () => {
    walk.its.passphrase = passphrase;
    walk.next();
  };
  show(() => ({
    title: t("weak.title"),
    body: [h("p", {}, t(weakness)),
           actions(button(t("weak.other"), () => walk.again(), "main"),
                   button(t("weak.keep"), keep))],
  }));
}

// Shows what is typed in the fields, as long as it is marked.
function showing(fields) {
  const turn = () => {
    for (const { input } of fields)
      input.type = shown.checked ? "text" : "password";
  };
  const shown = h("input", { type: "checkbox", name: "shown", onchange: turn });
  return h("label", { class: "choice" }, shown, h("span", {}, t("passphrase.show")));
}

const secret = (name, key) => field(name, t(key), { type: "password", dir: "auto" });

function newPassphrase(walk) {
  const first = secret("passphrase", "passphrase.label");
  const second = secret("again", "passphrase.again");
  const submit = () => {
    const typed = first.input.value;
    const fault = faultOf(typed), weakness = weaknessOf(typed);
    if (fault)
      return complain(first.input, end(fault));
    if (typed !== second.input.value)
      return complain(second.input, t("passphrase.differ"));
    if (weakness)
      return explainWeakness(walk, weakness, typed);
    walk.its.passphrase = typed;
    return walk.next();
  };
  return [...paragraphs(t("passphrase.text")),
          form(walk, submit, [first.nodes, second.nodes, showing([first, second])])];
}

// The case is added to a wallet that she has.
function oldPassphrase(walk) {
  const { its } = walk, only = secret("passphrase", "passphrase.label");
  const submit = async () => {
    const typed = only.input.value, fault = faultOf(typed);
    if (fault) {
      complain(only.input, end(fault));
      return;
    }
    const wallet = await openWallet(walk, its.walletFile, typed);
    if (!wallet)
      return;
    const names = { document: its.names?.document ?? DOCUMENT_NAME,
                    wallet: fileName(its.walletFile.name, WALLET_NAME) };
    Object.assign(its, { wallet, passphrase: typed, names });
    walk.next();
  };
  return [form(walk, submit, [only.nodes, showing([only])])];
}

export function passphrase(walk) {
  const { its } = walk;
  Object.assign(its, { wallet: null, passphrase: null });
  const file = walletFile(its.walletFile, (chosen) => {
    its.walletFile = chosen;
    walk.again();
  });
  return {
    title: t("passphrase.title"),
    body: [
      its.walletFile ? oldPassphrase(walk) : newPassphrase(walk),
      h("h2", {}, t("passphrase.old.title")), h("p", {}, t("passphrase.old.text")),
      file.nodes,
      its.walletFile && h("p", {}, button(t("passphrase.new"), () => {
        its.walletFile = null;
        walk.again();
      })),
    ].flat().filter(Boolean),
  };
}

export function names(walk) {
  const { its } = walk, both = wantsWallet(its);
  const out = field("document", t("name.document.title"),
    { value: its.names?.document ?? DOCUMENT_NAME, hint: t("name.document.text"),
      dir: "ltr" });
  const wallet = field("wallet", t("name.wallet.title"),
    { value: its.names?.wallet ?? WALLET_NAME, hint: t("name.wallet.hint"),
      dir: "ltr" });
  const submit = () => {
    const chosen = { document: fileName(out.input.value, DOCUMENT_NAME),
                     wallet: fileName(wallet.input.value, WALLET_NAME) };
    if (both && chosen.document === chosen.wallet)
      return complain(wallet.input, end(t("name.differ")));
    its.names = chosen;
    return walk.next();
  };
  return { title: t("names.title"),
           body: [h("p", {}, t("names.text")),
                  form(walk, submit, [out.nodes, both && wallet.nodes])] };
}
