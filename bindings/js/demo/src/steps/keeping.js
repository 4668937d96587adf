// SPDX-License-Identifier: Apache-2.0
// Where the key of the case goes: a wallet under a passphrase, words on paper, or both;
// and what the files are called.
import {h, paragraphs} from "../dom.js";
import {fileName} from "../download.js";
import {chosenOf, choices, complain, field, form} from "../forms.js";
import {DOCUMENT_NAME, KEEP, WALLET_NAME, wantsWallet} from "../its.js";
import {sentence, t} from "../language.js";
import {actions, button, show} from "../screen.js";
import {weaknessOf} from "../weakness.js";

const MOST_BYTES = 1024;

export function keeping(walk) {
  const {its} = walk, text = t("key.text").split("\n\n"), asked = text.pop();
  const group = choices("keeping", asked, [
    [KEEP.WALLET, t("key.wallet")], [KEEP.BOTH, t("key.both")], [KEEP.WORDS, t("key.words")],
  ], its.keeping);
  const submit = () => {
    const chosen = chosenOf(group);
    if (!chosen)
      return;
    its.keeping = chosen;
    walk.next();
  };
  return {title: t("key.title"),
          body: [...paragraphs(text.join("\n\n")), form(walk, submit, group)]};
}

// Why it cannot be one, or null.
function faultOf(passphrase) {
  if (passphrase === "")
    return t("passphrase.empty");
  return new TextEncoder().encode(passphrase).length > MOST_BYTES ? t("passphrase.long") : null;
}

// Explains a weak one and lets her decide.
function explainWeakness(walk, weakness, passphrase) {
  const keep = () => {
    walk.its.passphrase = passphrase;
    walk.next();
  };
  show(() => ({
    title: t("weak.title"), stage: walk.stage?.(),
    body: [h("p", {}, t(weakness)),
           actions(button(t("weak.other"), () => walk.again(), "main"),
                   button(t("weak.keep"), keep))],
  }));
}

export function passphrase(walk) {
  const first = field("passphrase", t("passphrase.label"), {type: "password", dir: "auto"});
  const second = field("again", t("passphrase.again"), {type: "password", dir: "auto"});
  const shown = h("input", {type: "checkbox", name: "shown", onchange: () => {
    for (const {input} of [first, second])
      input.type = shown.checked ? "text" : "password";
  }});
  const submit = () => {
    const typed = first.input.value, fault = faultOf(typed), weakness = weaknessOf(typed);
    if (fault)
      return complain(first.input, sentence(fault));
    if (typed !== second.input.value)
      return complain(second.input, t("passphrase.differ"));
    if (weakness)
      return explainWeakness(walk, weakness, typed);
    walk.its.passphrase = typed;
    return walk.next();
  };
  return {
    title: t("passphrase.title"),
    body: [...paragraphs(t("passphrase.text")),
           form(walk, submit, [first.nodes, second.nodes,
             h("label", {class: "choice"}, shown, h("span", {}, t("passphrase.show")))])],
  };
}

export function names(walk) {
  const {its} = walk, both = wantsWallet(its);
  const out = field("document", t("name.document.title"),
    {value: its.names?.document ?? DOCUMENT_NAME, hint: t("name.document.text"), dir: "ltr"});
  const wallet = field("wallet", t("name.wallet.title"),
    {value: its.names?.wallet ?? WALLET_NAME, hint: t("name.wallet.hint"), dir: "ltr"});
  const submit = () => {
    const chosen = {document: fileName(out.input.value, DOCUMENT_NAME),
                    wallet: fileName(wallet.input.value, WALLET_NAME)};
    if (both && chosen.document === chosen.wallet)
      return complain(wallet.input, sentence(t("name.differ")));
    its.names = chosen;
    return walk.next();
  };
  return {title: t("names.title"),
          body: [h("p", {}, t("names.text")),
                 form(walk, submit, [out.nodes, both && wallet.nodes])]};
}
