# SPDX-License-Identifier: Apache-2.0
"""Wallets, opened and made by other implementations of the same standards: Node's
WebCrypto, the npm package jose, and Python."""

import base64
import hashlib
import json
import os
import subprocess

from harness import Skip, expect, expect_equal, main, need

PEER = os.environ["MIEN_WALLET_PEER"]
PASSPHRASE = "phrase de passe très longue"
ALGORITHM = "PBES2-HS512+A256KW"
KEY = 14  # MIEN_ERROR_KEY

# Standard input: {"passphrase", "wallet" or "payload", "rounds"}; output: the other one.
WEBCRYPTO = """
const { subtle } = require('node:crypto').webcrypto;
const input = JSON.parse(require('node:fs').readFileSync(0));
const alg = 'PBES2-HS512+A256KW';
const from = (text) => Buffer.from(text, 'base64url');
const to = (bytes) => Buffer.from(bytes).toString('base64url');

async function passphraseKey(salt, rounds, use) {
  const base = await subtle.importKey('raw', Buffer.from(input.passphrase), 'PBKDF2',
    false, ['deriveKey']);
  return subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-512', iterations: rounds,
    salt: Buffer.concat([Buffer.from(alg + '\\0'), salt]) }, base,
    { name: 'AES-KW', length: 256 }, false, [use]);
}

async function open(jwe) {
  const header = JSON.parse(from(jwe.protected));
  const outer = await passphraseKey(from(header.p2s), header.p2c, 'unwrapKey');
  const inner = await subtle.unwrapKey('raw', from(jwe.encrypted_key), outer, 'AES-KW',
    'AES-GCM', false, ['decrypt']);
  return Buffer.from(await subtle.decrypt({ name: 'AES-GCM', iv: from(jwe.iv),
    additionalData: Buffer.from(jwe.protected) }, inner,
    Buffer.concat([from(jwe.ciphertext), from(jwe.tag)]))).toString();
}

async function make(payload) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const header = to(JSON.stringify({ p2c: input.rounds, p2s: to(salt), enc: 'A256GCM',
    alg }));
  const outer = await passphraseKey(salt, input.rounds, 'wrapKey');
  const inner = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, true,
    ['encrypt']);
  const sealed = Buffer.from(await subtle.encrypt({ name: 'AES-GCM', iv,
    additionalData: Buffer.from(header) }, inner, Buffer.from(payload)));
  return JSON.stringify({ protected: header,
    encrypted_key: to(await subtle.wrapKey('raw', inner, outer, 'AES-KW')), iv: to(iv),
    ciphertext: to(sealed.subarray(0, -16)), tag: to(sealed.subarray(-16)) });
}

(input.wallet ? open(input.wallet) : make(input.payload)).then(
  (text) => process.stdout.write(text));
"""

NPM_JOSE = """
const input = JSON.parse(require('node:fs').readFileSync(0));
const key = Buffer.from(input.passphrase);
async function main() {
  let jose;
  try {
    jose = require('jose');
  } catch (error) {
    process.exit(3);
  }
  if (input.wallet) {
    const { plaintext } = await jose.flattenedDecrypt(input.wallet, key, {
      keyManagementAlgorithms: ['PBES2-HS512+A256KW'],
      contentEncryptionAlgorithms: ['A256GCM'], maxPBES2Count: 10000000 });
    process.stdout.write(Buffer.from(plaintext).toString());
  } else {
    process.stdout.write(JSON.stringify(
      await new jose.FlattenedEncrypt(Buffer.from(input.payload))
        .setProtectedHeader({ alg: 'PBES2-HS512+A256KW', enc: 'A256GCM' })
        .setKeyManagementParameters({ p2c: input.rounds })
        .encrypt(key)));
  }
}
main().catch((error) => { console.error(error); process.exit(1); });
"""


def peer(*arguments, stdin=b""):
    return subprocess.run([PEER, *arguments], input=stdin, capture_output=True,
                          timeout=120)


def made_here(cases=2):
    """A wallet made by mien, and the ids of its cases."""
    made = peer("make", str(cases), PASSPHRASE)
    expect_equal(made.returncode, 0, made.stderr)
    listed = peer("open", PASSPHRASE, stdin=made.stdout)
    expect_equal(listed.returncode, 0, listed.stderr)
    return json.loads(made.stdout), listed.stdout.decode().split()


def node(program, **values):
    result = subprocess.run([need("node"), "-e", program], capture_output=True,
                            input=json.dumps({"passphrase": PASSPHRASE, **values}).encode(),
                            timeout=120)
    if result.returncode == 3:
        raise Skip("the npm package jose is not installed (NODE_PATH says where)")
    expect_equal(result.returncode, 0, result.stderr.decode())
    return result.stdout.decode()


def judge_payload(text, ids):
    """A payload that another implementation decrypted."""
    payload = json.loads(text)
    expect_equal((payload["format"], payload["version"]), ("ncii-wallet", 1))
    expect_equal([case["id"] for case in payload["cases"]], ids)
    for case in payload["cases"]:
        expect_equal(case["key"]["crv"], "P-256")
        expect_equal(len(case["key"]["d"]), 43)
    expect_equal(len(text.encode()) & (len(text.encode()) - 1), 0, "not padded")
    expect(text.endswith("  "), "padded with something else than spaces")
    return payload


def judge_wallet(text, ids):
    """A wallet that another implementation made."""
    opened = peer("open", PASSPHRASE, stdin=text.encode())
    expect_equal((opened.returncode, opened.stdout.decode().split()), (0, ids),
                 opened.stderr)
    expect_equal(peer("open", PASSPHRASE + "x", stdin=text.encode()).returncode, KEY)


def both_ways(program):
    wallet, ids = made_here()
    payload = judge_payload(node(program, wallet=wallet), ids)
    again = node(program, payload=json.dumps(payload), rounds=20000)
    expect_equal(json.loads(base64url(json.loads(again)["protected"]))["p2c"], 20000)
    judge_wallet(again, ids)


def base64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_webcrypto():
    """What mien makes, WebCrypto opens, and the other way round."""
    both_ways(WEBCRYPTO)


def test_npm_jose():
    """What mien makes, the npm package jose opens, and the other way round."""
    both_ways(NPM_JOSE)


def test_python():
    """What mien makes, Python's hashlib and cryptography open."""
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.keywrap import aes_key_unwrap
    except ImportError:
        raise Skip("the Python package cryptography is not installed") from None
    wallet, ids = made_here()
    header = json.loads(base64url(wallet["protected"]))
    expect_equal((header["alg"], header["enc"], header["p2c"]),
                 (ALGORITHM, "A256GCM", 600000))
    outer = hashlib.pbkdf2_hmac("sha512", PASSPHRASE.encode(), ALGORITHM.encode() + b"\0" +
                                base64url(header["p2s"]), header["p2c"], 32)
    inner = aes_key_unwrap(outer, base64url(wallet["encrypted_key"]))
    plain = AESGCM(inner).decrypt(base64url(wallet["iv"]),
                                  base64url(wallet["ciphertext"]) + base64url(wallet["tag"]),
                                  wallet["protected"].encode())
    judge_payload(plain.decode(), ids)


if __name__ == "__main__":
    main(globals())
