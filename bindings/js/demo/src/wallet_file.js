// SPDX-License-Identifier: Apache-2.0
// A wallet that she has: choosing its file, and opening it with the passphrase.
import { MienError, Wallet } from "../../src/case.js";
import { h } from "./dom.js";
import { complain, uncomplain } from "./forms.js";
import { end, t } from "./language.js";
import { wait } from "./screen.js";

const MOST_BYTES = 16 << 20;

/** The choice of the file: {input, nodes}. `take(file)` hears of it. */
export function walletFile(before, take) {
  const chosen = h("p", { class: "hint", role: "status" }, before?.name ?? "");
  const input = h("input", {
    type: "file", id: "wallet-file", name: "wallet-file",
    accept: ".json,application/json",
    onchange: () => {
      const [file] = input.files;
      uncomplain(input);
      chosen.textContent = file?.name ?? "";
      take(file ?? null);
    },
  });
  const label =
    h("label", { class: "file" }, input, h("span", {}, t("back.wallet.label")));
  return { input, nodes: [label, chosen] };
}

// Which field it is about, and what is wrong.
function wrong(error) {
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

/** Opens it; null after saying why not, beside the fields of the screen. */
export async function openWallet(walk, file, passphrase) {
  const { its } = walk;
  wait(() => t("passphrase.title"));
  try {
    if (file.size > MOST_BYTES)
      throw new MienError("LIMIT");
    const wallet = await Wallet.open(new Uint8Array(await file.arrayBuffer()),
                                     passphrase);
    return its === walk.its ? wallet : null;
  } catch (error) {
    walk.again();
    const [id, text] = wrong(error);
    complain(document.getElementById(id), text);
    return null;
  }
}
