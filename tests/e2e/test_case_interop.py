# SPDX-License-Identifier: Apache-2.0
"""Documents, opened and made by other implementations of the same standards: the command
jose, Node's WebCrypto, and the npm package jose. And the program in tools/examples."""

import base64
import json
import os
import re
import subprocess
import tempfile
import uuid

from harness import Skip, expect, expect_equal, main, need

PEER = os.environ["MIEN_CASE_PEER"]
EXAMPLE = os.environ["MIEN_EXAMPLE_CASE"]
EXAMPLE_HASH = os.environ["MIEN_EXAMPLE"]
PHOTO = os.environ["MIEN_SAMPLE_PHOTO"]
REFUSED, KEY = 13, 14

# Standard input: {"keys", "document"}, or {"recipients", "payload"} with the key of the
# case left out; output: the payload that each of the keys opens, or the document.
WEBCRYPTO = """
const { webcrypto } = require('node:crypto');
const { subtle } = webcrypto;
const input = JSON.parse(require('node:fs').readFileSync(0));
const from = (text) => Buffer.from(text, 'base64url');
const to = (bytes) => Buffer.from(bytes).toString('base64url');
const curve = { name: 'ECDH', namedCurve: 'P-256' };
const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const bare = ({ kty, crv, x, y, d }) => d ? { kty, crv, x, y, d } : { kty, crv, x, y };
const number = (value) => Buffer.from([0, 0, value >> 8, value & 255]);

// RFC 7518, 4.6: one round of the Concat KDF.
async function agree(mine, theirs, use) {
  const alg = Buffer.from('ECDH-ES+A256KW');
  const secret = await subtle.deriveBits({ name: 'ECDH', public: theirs }, mine, 256);
  const derived = await subtle.digest('SHA-256', Buffer.concat([number(1),
    Buffer.from(secret), number(alg.length), alg, number(0), number(0), number(256)]));
  return subtle.importKey('raw', derived, 'AES-KW', false, [use]);
}

const publicKey = (jwk) => subtle.importKey('jwk', bare(jwk), curve, false, []);

async function contentsKey(jwe, key) {
  const mine = await subtle.importKey('jwk', bare(key), curve, false, ['deriveBits']);
  for (const { header, encrypted_key } of jwe.recipients) {
    if (header.alg !== 'ECDH-ES+A256KW') throw new Error('alg');
    try {
      return await subtle.unwrapKey('raw', from(encrypted_key),
        await agree(mine, await publicKey(header.epk), 'unwrapKey'), 'AES-KW', 'AES-GCM',
        false, ['decrypt']);
    } catch (error) {
      // it is for somebody else
    }
  }
  throw new Error('no recipient');
}

async function open(jwe, key) {
  if (JSON.parse(from(jwe.protected)).enc !== 'A256GCM') throw new Error('enc');
  const text = Buffer.from(await subtle.decrypt({ name: 'AES-GCM', iv: from(jwe.iv),
    additionalData: Buffer.from(jwe.protected) }, await contentsKey(jwe, key),
    Buffer.concat([from(jwe.ciphertext), from(jwe.tag)]))).toString();
  const [header, body, signature] = text.split('.');
  if (JSON.parse(from(header)).alg !== 'ES256') throw new Error('alg');
  const payload = JSON.parse(from(body));
  const its = await subtle.importKey('jwk', payload.case.key, ecdsa, false, ['verify']);
  if (!await subtle.verify(ecdsa, its, from(signature), Buffer.from(header + '.' + body)))
    throw new Error('signature');
  return from(body).toString();
}

async function wrap(contents, recipient) {
  const pair = await subtle.generateKey(curve, true, ['deriveBits']);
  const outer = await agree(pair.privateKey, await publicKey(recipient), 'wrapKey');
  return { header: { alg: 'ECDH-ES+A256KW',
    epk: bare(await subtle.exportKey('jwk', pair.publicKey)) },
    encrypted_key: to(await subtle.wrapKey('raw', contents, outer, 'AES-KW')) };
}

async function make(payload, recipients) {
  const pair = await subtle.generateKey(ecdsa, true, ['sign']);
  payload.case.key = bare(await subtle.exportKey('jwk', pair.publicKey));
  const text = to('{"alg":"ES256"}') + '.' + to(JSON.stringify(payload));
  const signature = await subtle.sign(ecdsa, pair.privateKey, Buffer.from(text));
  const contents = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, true,
    ['encrypt']);
  const jwe = { protected: to('{"enc":"A256GCM"}'), recipients: [] };
  for (const recipient of recipients)
    jwe.recipients.push(await wrap(contents, recipient));
  const iv = webcrypto.getRandomValues(new Uint8Array(12));
  const sealed = Buffer.from(await subtle.encrypt({ name: 'AES-GCM', iv,
    additionalData: Buffer.from(jwe.protected) }, contents,
    Buffer.from(text + '.' + to(signature))));
  return Object.assign(jwe, { iv: to(iv), ciphertext: to(sealed.subarray(0, -16)),
    tag: to(sealed.subarray(-16)) });
}

async function main() {
  if (input.document) {
    const payloads = [];
    for (const key of input.keys) payloads.push(await open(input.document, key));
    return payloads;
  }
  return make(input.payload, input.recipients);
}
main().then((result) => process.stdout.write(JSON.stringify(result)));
"""

NPM_JOSE = """
const jose = require('jose');
const input = JSON.parse(require('node:fs').readFileSync(0));
const wrapping = 'ECDH-ES+A256KW';

async function open(document, key) {
  const { plaintext } = await jose.generalDecrypt(document,
    await jose.importJWK(key, wrapping), { keyManagementAlgorithms: [wrapping],
      contentEncryptionAlgorithms: ['A256GCM'] });
  const text = Buffer.from(plaintext).toString();
  const its = JSON.parse(Buffer.from(text.split('.')[1], 'base64url')).case.key;
  const { payload } = await jose.compactVerify(text, await jose.importJWK(its, 'ES256'),
    { algorithms: ['ES256'] });
  return Buffer.from(payload).toString();
}

async function make(payload, recipients) {
  const pair = await jose.generateKeyPair('ES256', { extractable: true });
  payload.case.key = await jose.exportJWK(pair.publicKey);
  const text = await new jose.CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'ES256' }).sign(pair.privateKey);
  const jwe = new jose.GeneralEncrypt(Buffer.from(text))
    .setProtectedHeader({ enc: 'A256GCM' });
  for (const recipient of recipients)
    jwe.addRecipient(await jose.importJWK(recipient, wrapping))
      .setUnprotectedHeader({ alg: wrapping });
  return jwe.encrypt();
}

async function main() {
  if (input.document) {
    const payloads = [];
    for (const key of input.keys) payloads.push(await open(input.document, key));
    return payloads;
  }
  return make(input.payload, input.recipients);
}
main().then((result) => process.stdout.write(JSON.stringify(result)));
"""


def peer(*arguments, stdin=b""):
    return subprocess.run([PEER, *arguments], input=stdin, capture_output=True,
                          timeout=120)


def write(name, text):
    with open(name, "w", encoding="utf-8") as file:
        file.write(text)
    return name


class Body:
    """A recipient, with its file and its key."""

    def __init__(self, name):
        made = peer("new", name)
        expect_equal(made.returncode, 0, made.stderr)
        lines = made.stdout.decode().splitlines()
        self.name = name
        self.public = json.loads(lines[0])["key"]
        self.key = json.loads(lines[1])
        self.file = write(f"{name}.recipient.json", lines[0])
        self.key_file = write(f"{name}.jwk", lines[1])


def sealed(pictures, bodies):
    made = peer("seal", str(pictures), *[body.file for body in bodies])
    expect_equal(made.returncode, 0, made.stderr)
    return made.stdout.decode()


def opened(document, body):
    done = peer("open", body.key_file, stdin=document.encode())
    expect_equal(done.returncode, 0, done.stderr)
    return json.loads(done.stdout)


def payload_for(bodies):
    """What another program may write: without the key of the case."""
    return {
        "format": "ncii-submission", "version": 1, "later": {"a": ["é", None, 1.5]},
        "case": {"id": str(uuid.uuid4()), "key": None, "action": "create"},
        "attestation": {"adult_now": True, "adults_in_image": True, "self_in_image": True,
                        "no_consent_to_share": True, "synthetic": "no",
                        "on_behalf": False},
        "recipients": [body.name for body in bodies], "day": "2026-11-22",
        "expires": "2027-11-22",
        "items": [{"item": "1", "media": "image", "signals": [
            {"signalType": "ImagePDQ", "hashValue": "0f" * 32, "quality": 88,
             "variant": "original"}]}]}


def judge_ours(text, pictures, bodies):
    """A payload of ours that another implementation decrypted and verified."""
    payload = json.loads(text)
    expect_equal(payload["format"], "ncii-submission")
    expect_equal(payload["recipients"], [body.name for body in bodies])
    expect_equal(len(payload["items"]), pictures)
    expect_equal(payload["items"][0]["signals"][0]["hashValue"], "00" * 32)
    expect_equal(len(text.encode()), 16384)
    expect(text.rstrip(" ").endswith("}") and text.endswith("  "), "no spaces behind it")


def judge_theirs(document, payload, bodies):
    """A document that another implementation made of this payload."""
    for body in bodies:
        found = opened(document, body)
        payload["case"]["key"] = found["case"]["key"]
        expect_equal(found, payload)
    stranger = peer("open", Body("stranger").key_file, stdin=document.encode())
    expect_equal(stranger.returncode, KEY, stranger.stderr)


def both_ways(open_all, make):
    """open_all(document, bodies) gives payloads; make(payload, bodies) a document."""
    bodies = [Body(name) for name in ("one.example", "two.example", "three.example")]
    for some in (bodies[:1], bodies):
        for text in open_all(sealed(2, some), some):
            judge_ours(text, 2, some)
        payload = payload_for(some)
        judge_theirs(make(payload, some), payload, some)
    # One whom the payload does not name got it passed on.
    document = make(payload_for(bodies[:1]), bodies)
    expect_equal(peer("open", bodies[1].key_file, stdin=document.encode()).returncode,
                 REFUSED)


# ---------------------------------------------------------------- the command jose


def jose(*arguments, stdin=None):
    done = subprocess.run([need("jose"), *arguments], input=stdin, capture_output=True,
                          text=True, timeout=60)
    expect_equal(done.returncode, 0, done.stderr)
    return done.stdout


def open_by_command(document, bodies):
    write("document", document)
    for body in bodies:
        text = jose("jwe", "dec", "-i", "document", "-k", body.key_file)
        middle = text.split(".")[1]
        its = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
        write("case.jwk", json.dumps(its["case"]["key"]))
        yield jose("jws", "ver", "-i", "-", "-k", "case.jwk", "-O", "-", stdin=text)


def make_by_command(payload, bodies):
    write("case.jwk", jose("jwk", "gen", "-i", '{"kty":"EC","crv":"P-256"}'))
    payload["case"]["key"] = json.loads(jose("jwk", "pub", "-i", "case.jwk"))
    write("payload", json.dumps(payload))
    text = jose("jws", "sig", "-I", "payload", "-k", "case.jwk", "-s",
                '{"protected":{"alg":"ES256"}}', "-c")
    arguments = []
    for body in bodies:
        arguments += ["-r", '{"header":{"alg":"ECDH-ES+A256KW"}}', "-k",
                      write(body.name + ".public", json.dumps(body.public))]
    return jose("jwe", "enc", "-I", "-", "-i", '{"protected":{"enc":"A256GCM"}}',
                *arguments, stdin=text)


def test_jose_command():
    """What mien seals, the command jose opens and verifies, and the other way round."""
    both_ways(open_by_command, make_by_command)


# --------------------------------------------------------------------------- Node


def need_node():
    program = need("node")
    version = subprocess.run([program, "--version"], capture_output=True,
                             text=True).stdout
    if int(re.match(r"v(\d+)", version)[1]) < 18:
        raise Skip(f"node {version.strip()} is older than 18")
    return program


def by_node(program, modules=None):
    command = [need_node(), "-e", program]
    environment = dict(os.environ, **({"NODE_PATH": modules} if modules else {}))

    def run(**values):
        done = subprocess.run(command, input=json.dumps(values), capture_output=True,
                              text=True, timeout=120, env=environment)
        expect_equal(done.returncode, 0, done.stderr)
        return done.stdout

    def open_all(document, bodies):
        return json.loads(run(document=json.loads(document),
                              keys=[body.key for body in bodies]))

    def make(payload, bodies):
        return run(payload=payload, recipients=[body.public for body in bodies])

    both_ways(open_all, make)


def test_webcrypto():
    """What mien seals, WebCrypto opens and verifies, and the other way round."""
    by_node(WEBCRYPTO)


def npm_jose(folder):
    """Where the npm package jose lies: where Node finds it, or installed there."""
    has = [need_node(), "-e", "require('jose')"]
    if subprocess.run(has, capture_output=True).returncode == 0:
        return None
    try:
        done = subprocess.run([need("npm"), "install", "--prefix", folder, "--no-audit",
                               "--no-fund", "--fetch-retries=0", "jose@5"],
                              capture_output=True, timeout=60)
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode != 0:
        raise Skip("the npm package jose is not there, and npm cannot install it")
    return os.path.join(folder, "node_modules")


def test_npm_jose():
    """What mien seals, the npm package jose opens, and the other way round."""
    with tempfile.TemporaryDirectory() as folder:
        by_node(NPM_JOSE, npm_jose(folder))


# ------------------------------------------------------------------------ the example


def test_example():
    """The example takes a picture the whole way: its hash comes out."""
    source = os.path.join(os.environ["MIEN_SOURCE_ROOT"], "tools", "examples", "case.c")
    with open(source, encoding="utf-8") as file:
        expect(len(file.readlines()) < 60, "it is longer than it promises")
    subprocess.run([PHOTO, "picture.jpg"], check=True)
    done = subprocess.run([EXAMPLE, "picture.jpg"], capture_output=True, text=True)
    hashed = subprocess.run([EXAMPLE_HASH, "picture.jpg"], capture_output=True, text=True)
    expect_equal((done.returncode, done.stderr), (0, ""))
    expect_equal(done.stdout, f"ImagePDQ {hashed.stdout.split()[0]}\n")
    done = subprocess.run([EXAMPLE, "missing.jpg"], capture_output=True, text=True)
    expect_equal((done.returncode, done.stdout), (1, ""))


if __name__ == "__main__":
    main(globals())
