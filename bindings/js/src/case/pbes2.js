// SPDX-License-Identifier: Apache-2.0
// Bytes under a passphrase: a flattened JWE of PBES2-HS512+A256KW and A256GCM, with all
// of its header protected.
import { errors, FlattenedEncrypt, flattenedDecrypt } from "jose";

import { bytesIn, fromBase64, isBase64 } from "./base64.js";
import { failure, orInternal } from "./failure.js";
import { readJson } from "./json.js";
import { isInteger } from "./members.js";
import { subtle } from "./webcrypto.js";

const WHAT = "wallet";
const ALGORITHM = "PBES2-HS512+A256KW";
const ENCRYPTION = "A256GCM";
const SALT_MADE = 16,
  SALT_LEAST = 8,
  SALT_MOST = 1024; // bytes
const ROUNDS_LEAST = 1000; // RFC 7518, 4.8.1.2
const ROUNDS_MOST = 10_000_000;
const HEADER_MOST = 4096; // bytes
const INT64_MAX = 2n ** 63n - 1n;

/**
 * @param {Uint8Array} plain
 * @param {Uint8Array} passphrase
 * @param {number} rounds
 */
export function sealUnder(plain, passphrase, rounds) {
  return orInternal(WHAT, "it cannot be encrypted", async () => {
    subtle();
    const salt = crypto.getRandomValues(new Uint8Array(SALT_MADE));
    return new FlattenedEncrypt(plain)
      .setProtectedHeader({ alg: ALGORITHM, enc: ENCRYPTION })
      .setKeyManagementParameters({ p2s: salt, p2c: rounds })
      .encrypt(passphrase);
  });
}

// ---------------------------------------------------------------------------- opening

const unsupported = () =>
  failure("UNSUPPORTED", WHAT, "of a form that wallets do not use");
const corrupt = (/** @type {string} */ problem) => failure("CORRUPT", WHAT, problem);

/**
 * Whether the members are those of a flattened JWE, and all of its header is protected.
 * @param {any} jwe
 */
function judgeMembers(jwe) {
  for (const name of ["unprotected", "header", "recipients", "aad"])
    if (jwe[name] !== undefined) throw unsupported();
  if (
    !isBase64(jwe.protected) ||
    !isBase64(jwe.encrypted_key, 40) ||
    !isBase64(jwe.iv, 12) ||
    !isBase64(jwe.ciphertext) ||
    !isBase64(jwe.tag, 16)
  )
    throw corrupt("not put together rightly");
}

/** @param {any} salt */
function judgeSalt(salt) {
  const length = typeof salt === "string" ? bytesIn(salt.length) : 0;
  if (length > SALT_MOST) throw failure("LIMIT", WHAT, "its salt is too long");
  if (length < SALT_LEAST || !isBase64(salt)) throw corrupt("its salt is wrong");
}

/** @param {string} text */
function judgeHeader(text) {
  if (bytesIn(text.length) > HEADER_MOST)
    throw failure("LIMIT", WHAT, "its header is too long");
  const header = readJson(fromBase64(text), HEADER_MOST, "wallet: header");
  if (header.alg !== ALGORITHM || header.enc !== ENCRYPTION)
    throw failure("UNSUPPORTED", WHAT, "an algorithm that wallets do not use");
  // Compressed, or with extensions that must be understood.
  if (header.zip !== undefined || header.crit !== undefined) throw unsupported();
  if (!isInteger(header.p2c, ROUNDS_LEAST, INT64_MAX))
    throw corrupt("its rounds are too few");
  if (header.p2c > ROUNDS_MOST) throw failure("LIMIT", WHAT, "its rounds are too many");
  judgeSalt(header.p2s);
}

/**
 * @param {any} jwe
 * @param {Uint8Array} passphrase
 */
async function decrypt(
  { protected: header, encrypted_key, iv, ciphertext, tag },
  passphrase,
) {
  subtle();
  try {
    const { plaintext } = await flattenedDecrypt(
      { protected: header, encrypted_key, iv, ciphertext, tag },
      passphrase,
      {
        keyManagementAlgorithms: [ALGORITHM],
        contentEncryptionAlgorithms: [ENCRYPTION],
        maxPBES2Count: ROUNDS_MOST,
      },
    );
    return plaintext;
  } catch (error) {
    if (error instanceof errors.JWEDecryptionFailed)
      throw failure("KEY", WHAT, "another passphrase, or changed");
    throw error;
  }
}

/**
 * Throws CORRUPT (no such JWE), LIMIT, UNSUPPORTED (another algorithm), KEY.
 * @param {any} jwe
 * @param {Uint8Array} passphrase
 */
export function openUnder(jwe, passphrase) {
  judgeMembers(jwe);
  judgeHeader(jwe.protected);
  return orInternal(WHAT, "it cannot be decrypted", () => decrypt(jwe, passphrase));
}
