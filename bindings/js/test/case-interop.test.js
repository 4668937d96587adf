// SPDX-License-Identifier: Apache-2.0
// Cases between here and the mien command, in both directions.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";

import { Case, Recipient, Wallet } from "mien/case";
import { PictureHasher } from "mien/pictures";
import {
  body,
  failing,
  fileFor,
  filled,
  imageOf,
  sealing,
  TODAY,
} from "./support/cases.js";
import { png } from "./support/files.js";
import { COMMAND } from "./support/places.js";

const skip = COMMAND ? false : "the mien command was not built (MIEN_COMMAND)";
const PASSPHRASE = "sept lampes sous l'eau très verte";
const FOLDER = mkdtempSync(join(tmpdir(), "mien-case-"));
after(() => rmSync(FOLDER, { recursive: true }));

const path = (name) => join(FOLDER, name);
const read = (name) => readFileSync(path(name), "utf8");
function write(name, value) {
  writeFileSync(path(name), typeof value === "string" ? value : JSON.stringify(value));
  return name;
}

/** Runs `mien case` in the folder, with a secret on a descriptor of its own. */
function mien(words, secret) {
  const [option, text] = secret ?? [];
  const done = spawnSync(
    COMMAND,
    ["case", ...words, ...(option ? [option, "0"] : [])],
    {
      cwd: FOLDER,
      encoding: "utf8",
      input: text === undefined ? "" : `${text}\n`,
      env: { PATH: process.env.PATH, LC_ALL: "C.UTF-8" },
      timeout: 60000,
    },
  );
  return { code: done.status, out: done.stdout, err: done.stderr };
}

function good(result) {
  assert.equal(result.code, 0, `${result.out}\n${result.err}`);
  return result.out;
}

/** What the command reads in a document. */
function opened(document, key, ...options) {
  const line = JSON.parse(
    good(mien(["open", "--key", key, "-f", "json", ...options, document])),
  );
  assert.deepEqual(line.malformed ?? [], []);
  return line.payload;
}

/** A body that the command made. */
async function commandsBody(id, ...options) {
  good(
    mien([
      "recipients",
      "new",
      "--id",
      id,
      "--name",
      `La ligne d’${id}`,
      "--out",
      `${id}.json`,
      "--key",
      `${id}.jwk`,
      ...options,
    ]),
  );
  const recipient = await Recipient.read(readFileSync(path(`${id}.json`)));
  recipient.confirm(recipient.fingerprint);
  return { recipient, key: `${id}.jwk` };
}

/** A picture of good quality, the same in each run. */
function picture(seed) {
  let state = seed;
  const width = 160,
    height = 120,
    data = new Uint8Array(width * height);
  const waves = Array.from({ length: 12 }, () => {
    const next = () =>
      (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
    return [next() * 0.3, next() * 0.3, next() * 7];
  });
  for (let i = 0; i < data.length; i++)
    data[i] =
      128 +
      waves.reduce(
        (sum, [x, y, phase]) =>
          sum + 10 * Math.sin(x * (i % width) + y * Math.floor(i / width) + phase),
        0,
      );
  return png({ data, width, height, format: "gray8" });
}

/** A case that the command makes: NAME.json and NAME.wallet. */
function commandsCase(name, bodies, picture, ...options) {
  const answers = {
    adult_now: "yes",
    adults_in_image: "yes",
    self_in_image: "yes",
    no_consent_to_share: "yes",
    synthetic: "no",
    on_behalf: "no",
    low_quality: "stop",
    unreadable: "stop",
    proceed: "yes",
    fingerprints: bodies.map(({ recipient }) => recipient.fingerprint),
  };
  good(
    mien(
      [
        "new",
        "--answers",
        write("answers", answers),
        "--out",
        `${name}.json`,
        "--wallet",
        `${name}.wallet`,
        ...options,
        ...bodies.flatMap(({ recipient }) => ["--recipient", `${recipient.id}.json`]),
        picture,
      ],
      ["--passphrase-fd", PASSPHRASE],
    ),
  );
}

test(
  "documents of here are opened there, and say what was previewed",
  { skip },
  async () => {
    const one = await commandsBody("one.org", "--hashes", "80", "--places");
    const two = await commandsBody("two.org", "--hashes", "16", "--places");
    const its = await filled(2);
    its.region("FR");
    const hashes = imageOf(9).dihedral;
    const place = { x: 100, y: 75.25, width: 200, height: 150.5, degrees: 0 };
    its.addViews(
      ["whole", "seen", "window-0", "tilt-3"].map((name) => ({
        name,
        quality: 88,
        hashes,
        place,
      })),
    );
    for (const [action, bodies] of [
      ["create", [one]],
      ["add", [two, one]],
      ["withdraw", [one, two]],
    ]) {
      if (action === "add") its.addImage(imageOf(3));
      const options = sealing(action, bodies),
        preview = its.preview(options);
      write("made", await its.seal(options));
      for (const { key } of bodies) assert.deepEqual(opened("made", key), preview);
      if (action === "create")
        assert.equal(mien(["verify", "--key", two.key, "made"]).code, 1);
    }
  },
);

test("practice stays practice", { skip }, async () => {
  const school = await commandsBody("school", "--practice");
  assert.equal(school.recipient.practice, true);
  const its = await filled(1, true);
  write("lesson", await its.seal(sealing("create", [school])));
  assert.equal(opened("lesson", school.key, "--practice").format, "ncii-practice");
  assert.equal(mien(["open", "--key", school.key, "lesson"]).code, 1);
});

/** The names of all members, in their order, and the lengths of texts. */
const shape = (value) =>
  Array.isArray(value)
    ? value.map(shape)
    : typeof value === "object" && value !== null
      ? Object.entries(value).map(([name, member]) => [name, shape(member)])
      : typeof value === "string"
        ? value.length
        : typeof value;

test("a document does not tell which program made it", { skip }, async () => {
  const bodies = [await commandsBody("left.org"), await commandsBody("right.org")];
  writeFileSync(path("a.png"), picture(1));
  for (const some of [bodies, bodies.slice(1)]) {
    const name = `for ${some.length}`;
    commandsCase(name, some, "a.png", "--region", "FR");
    const theirs = read(`${name}.json`),
      payload = opened(`${name}.json`, some[0].key);
    const its = await Case.create({ day: payload.day });
    for (const [question, answer] of Object.entries(payload.attestation))
      its.answer(question, answer === true ? "yes" : answer === false ? "no" : answer);
    const hasher = await PictureHasher.load();
    its.addImage(hasher.hashFile(readFileSync(path("a.png"))));
    its.region("FR");
    const ours = await its.seal({
      action: "create",
      day: payload.day,
      recipients: some.map(({ recipient }) => recipient),
    });
    assert.deepEqual(shape(JSON.parse(ours)), shape(JSON.parse(theirs)));
    assert.equal(ours.length, theirs.length);
    const same = opened(write(`our ${name}`, ours), some[0].key);
    same.case = payload.case; // but for the key, it is the same to the letter
    assert.equal(JSON.stringify(same), JSON.stringify(payload));
  }
});

test("a wallet of there is opened here, and goes on", { skip }, async () => {
  const one = await commandsBody("one.net", "--hashes", "320", "--places");
  writeFileSync(path("b.png"), picture(2));
  commandsCase("theirs", [one], "b.png", "--views");
  const payload = opened("theirs.json", one.key);
  const wallet = await Wallet.open(readFileSync(path("theirs.wallet")), PASSPHRASE);
  const [its] = wallet.cases;
  assert.deepEqual(
    [its.id, its.items, its.unsent, its.created, its.expires],
    [payload.case.id, 1, 0, true, payload.expires],
  );
  assert.deepEqual(
    its.recipients.map(({ id }) => id),
    ["one.net"],
  );
  // A later recipient gets the views that the command kept, and the same places.
  const two = await body("two.net", { views: { hashes: 320, places: true } });
  const later = its.preview(sealing("add", [two]));
  assert.ok(later.items[0].signals.length > 8);
  assert.deepEqual(later.items, payload.items);
  // What is hashed here is kept and sent like what is hashed there.
  const hasher = await PictureHasher.load();
  const { views } = hasher.viewsFile(readFileSync(path("b.png")), { purpose: "bank" });
  const anew = await filled(0);
  anew.addViews(views);
  assert.deepEqual(anew.preview(sealing("create", [one])).items, payload.items);
  // Taken back here: there it is taken back.
  write("back", await its.seal(sealing("withdraw", [one], { day: payload.day })));
  assert.deepEqual(opened("back", one.key).items, payload.items);
  wallet.put(its);
  write("wallet after", await wallet.seal(PASSPHRASE));
  const again = mien(
    ["withdraw", "--wallet", "wallet after", "--out", "twice", "--yes"],
    ["--passphrase-fd", PASSPHRASE],
  );
  assert.equal(again.code, 1, again.err);
});

test("a wallet of here is opened there, and goes on", { skip }, async () => {
  const one = await commandsBody("one.com");
  const its = await filled(2),
    other = await filled(1),
    wallet = new Wallet();
  await its.seal(sealing("create", [one]));
  its.addImage(imageOf(3));
  wallet.put(its);
  wallet.put(other);
  write("ours", await wallet.seal(PASSPHRASE));
  const listed = good(
    mien(["wallet", "list", "-f", "json", "ours"], ["--passphrase-fd", PASSPHRASE]),
  );
  for (const { id } of [its, other]) assert.ok(listed.includes(id), listed);
  good(
    mien(
      [
        "withdraw",
        "--wallet",
        "ours",
        "--case",
        its.id.slice(0, 8),
        "--out",
        "back of ours",
        "--yes",
      ],
      ["--passphrase-fd", PASSPHRASE],
    ),
  );
  const back = opened("back of ours", one.key);
  assert.deepEqual(
    [back.case.action, back.case.id, back.items.map(({ item }) => item)],
    ["withdraw", its.id, ["1", "2"]],
  );
  const { cases } = await Wallet.open(read("ours"), PASSPHRASE);
  assert.deepEqual(
    cases.map(({ id, withdrawn }) => [id, withdrawn]),
    [
      [its.id, true],
      [other.id, false],
    ],
  );
  assert.equal(cases[0].words("en"), its.words("en"));
});

test("words of here are read there, and the other way round", { skip }, async () => {
  const one = await commandsBody("one.eu");
  const its = await filled(1),
    wallet = new Wallet();
  await its.seal(sealing("create", [one]));
  wallet.put(its);
  write("words wallet", await wallet.seal(PASSPHRASE));
  for (const language of ["en", "fr", "es", "numbers"]) {
    good(
      mien(
        [
          "withdraw",
          "--recipient",
          "one.eu.json",
          "--fingerprint",
          one.recipient.fingerprint,
          "--out",
          `back ${language}`,
          "--yes",
        ],
        ["--words-fd", its.words(language)],
      ),
    );
    assert.equal(opened(`back ${language}`, one.key).case.id, its.id);
  }
  const shown = good(
    mien(
      ["wallet", "words", "--language", "fr", "words wallet"],
      ["--passphrase-fd", PASSPHRASE],
    ),
  );
  assert.equal(shown.trim(), its.words("fr")); // accents, too, byte by byte
  assert.equal((await Case.fromWords(shown)).id, its.id);
});

test("both judge recipient files alike", { skip }, async () => {
  const { file } = await fileFor();
  const text = JSON.stringify(file);
  const with_ = (more) => `${text.slice(0, -1)},${more}}`;
  const deep = (levels) => "[".repeat(levels) + "]".repeat(levels);
  const files = [
    [text, true],
    [`\n${text} \t`, true],
    [`\ufeff${text}`, false],
    [`${text}\0`, false],
    [with_('"a":1.0'), true],
    [with_('"a":-0'), true],
    [with_('"a":01'), false],
    [with_('"a":1e999'), false],
    [with_('"a":1e-999'), true],
    [with_('"a":9223372036854775807'), true],
    [with_('"a":9223372036854775808'), false],
    [with_('"a":NaN'), false],
    [with_('"a":"\\ud800"'), false],
    [with_('"a":"\\ud83d\\ude00"'), true],
    [with_('"a":"\\u0000"'), true],
    [with_('"\\u0000":1'), false],
    [with_('"id":"twice"'), false],
    [with_('"\\u0069d":"twice"'), false],
    [with_(`"a":${deep(31)}`), true],
    [with_(`"a":${deep(32)}`), false],
    [with_('"a":"\u007f\u2028"'), true],
    [with_('"a":"\t"'), false],
    [with_('"a":[1,]'), false],
    [with_('"__proto__":1'), true],
    [with_('"views":{"hashes":8.0}'), false],
    [with_('"version":1'), false],
    [text.replace("The body", "The \u202e body"), false],
    [text.replace("The body", "The \u200f body"), true],
    [text.replace("The body", `${"é".repeat(240)}`), true],
    [text.replace("The body", `${"é".repeat(250)}`), false],
    [text.replace('"x":"', '"x":"A'), false],
    ["[]", false],
    ["", false],
  ];
  for (const [json, isGood] of files) {
    const here = await Recipient.read(json).then(
      () => true,
      (error) => {
        failing(error.status)(error);
        return false;
      },
    );
    const there = mien(["recipients", write("judged.json", json)]).code === 0;
    assert.deepEqual([here, there], [isGood, isGood], json.slice(-80));
  }
  const latin = Buffer.from(text.replace("The body", "Caf\xe9"), "latin1");
  writeFileSync(path("judged.json"), latin);
  await assert.rejects(Recipient.read(latin), failing("CORRUPT"));
  assert.equal(mien(["recipients", "judged.json"]).code, 1);
});
