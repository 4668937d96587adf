// SPDX-License-Identifier: Apache-2.0
// Documents: a payload, signed with the key of the case (JWS, ES256) and encrypted for
// the recipients (JWE, ECDH-ES+A256KW and A256GCM, in the general JSON serialisation).
import { CompactSign, GeneralEncrypt, importJWK } from "jose";

import { orInternal } from "./failure.js";
import { privateJwk, publicJwk } from "./key.js";
import { subtle } from "./webcrypto.js";

const ALGORITHM = "ECDH-ES+A256KW";

/**
 * @param {Uint8Array} payload
 * @param {import("./key.js").Key} key
 */
async function sign(payload, key) {
  const text = await new CompactSign(payload)
    .setProtectedHeader({ alg: "ES256" })
    .sign(await importJWK(privateJwk(key), "ES256"));
  return new TextEncoder().encode(text);
}

/**
 * An entry as the format writes it, members in the order of mien's other programs, so
 * that a document does not tell which of them made it.
 * @param {any} entry
 */
function entryOf({ header: { alg, epk }, encrypted_key }) {
  return { header: { alg, epk: publicJwk(epk) }, encrypted_key };
}

/**
 * @param {Uint8Array} plain
 * @param {readonly import("./recipient.js").Body[]} bodies
 */
async function encrypt(plain, bodies) {
  const jwe = new GeneralEncrypt(plain).setProtectedHeader({ enc: "A256GCM" });
  // jose puts the epk of a single recipient into the protected header. A document looks
  // the same for one as for several: so the last one is a recipient twice, once for
  // nothing.
  for (const body of [...bodies, /** @type {any} */ (bodies.at(-1))])
    jwe
      .addRecipient(await importJWK(publicJwk(body.key), ALGORITHM))
      .setUnprotectedHeader({ alg: ALGORITHM });
  const made = await jwe.encrypt();
  return JSON.stringify({
    protected: made.protected,
    recipients: made.recipients.slice(0, -1).map(entryOf),
    iv: made.iv,
    ciphertext: made.ciphertext,
    tag: made.tag,
  });
}

/**
 * @param {Uint8Array} payload
 * @param {import("./key.js").Key} key  of the case
 * @param {readonly import("./recipient.js").Body[]} bodies
 */
export function makeDocument(payload, key, bodies) {
  return orInternal("document", "it cannot be encrypted", async () => {
    subtle();
    const signed = await sign(payload, key);
    try {
      return await encrypt(signed, bodies);
    } finally {
      signed.fill(0);
    }
  });
}
