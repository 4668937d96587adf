// SPDX-License-Identifier: Apache-2.0
// Cases: what a survivor makes, seals for the bodies that she trusts, keeps, and can
// take back. doc/case-format.md defines each byte, and lib/case each rule: statuses and
// details are the same here.
//
// There is no cryptography of our own: keys, ECDH, AES and PBKDF2 are WebCrypto's, as
// the npm package jose calls them; words are those of @scure/bip39.
//
// What JavaScript cannot do: texts (a passphrase, words, JSON of a wallet) are never
// wiped, engines keep and copy them as they like. What can be in bytes is, and is
// wiped.
export { MienError } from "./errors.js";
export { Case } from "./case/case.js";
export { QUESTIONS } from "./case/questions.js";
export { Recipient } from "./case/recipient.js";
export { Wallet, WALLET_ROUNDS } from "./case/wallet.js";
