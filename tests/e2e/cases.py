# SPDX-License-Identifier: Apache-2.0
"""What the tests of `mien case` share: a body that receives cases, a person who makes
them, and secrets that go through descriptors."""

import json
import os

from harness import expect_equal, run

PASSPHRASE = "seven lamps under green water"
ANSWERS = {"adult_now": "yes", "adults_in_image": "yes", "self_in_image": "yes",
           "no_consent_to_share": "yes", "synthetic": "no", "on_behalf": "no",
           "low_quality": "stop", "unreadable": "stop", "proceed": "yes"}


def pipe(text):
    """The reading end of a pipe that holds a line."""
    reader, writer = os.pipe()
    os.write(writer, text.encode() + b"\n")
    os.close(writer)
    return reader


def case(*arguments, **secrets):
    """Runs `mien case` without a terminal; passphrase=…, new_passphrase=… and words=…
    come through descriptors."""
    more = {key: secrets.pop(key) for key in ("stdin", "env") if key in secrets}
    descriptors = []
    options = []
    for name, text in secrets.items():
        descriptors.append(pipe(text))
        options += [f"--{name.replace('_', '-')}-fd", str(descriptors[-1])]
    if arguments[0] == "add" and "--adults" not in arguments:
        options += ["--adults", "yes"]
    # A command of several words takes its options behind them.
    words = 2 if arguments[0] == "wallet" else 1
    try:
        return run("case", *arguments[:words], *options, *arguments[words:],
                   pass_fds=descriptors, start_new_session=True, **more)
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def good(result):
    expect_equal(result.code, 0, result)
    return result


def body(name="body", *options):
    """A body that receives cases: NAME.json and NAME.jwk. Returns its fingerprint."""
    good(case("recipients", "new", "--id", name, "--name", f"The {name}", "--web",
              f"https://{name}.example", "--out", name + ".json", "--key",
              name + ".jwk", *options))
    with open(name + ".json") as file:
        return json.load(file)["fingerprint"]


def new(pictures, out="document", wallet="wallet", bodies=("body",), options=(),
        **changes):
    """Makes a case of pictures for bodies."""
    fingerprints = []
    for name in bodies:
        with open(name + ".json") as file:
            fingerprints.append(json.load(file)["fingerprint"])
    with open("answers", "w") as file:
        json.dump({**ANSWERS, "fingerprints": fingerprints, **changes}, file)
    chosen = [word for name in bodies for word in ("--recipient", name + ".json")]
    try:
        return case("new", "--answers", "answers", "--out", out, "--wallet", wallet,
                    *chosen, *options, *pictures, passphrase=PASSPHRASE)
    finally:
        os.unlink("answers")


def opened(*names, key="body.jwk", options=()):
    """The lines of `case open --format json` by file name, and its Result."""
    result = case("open", "--key", key, "-f", "json", *options, *names)
    lines = [json.loads(line) for line in result.out.splitlines()]
    return {line["file"]: line for line in lines}, result


def payload(name, key="body.jwk"):
    """What a valid document says."""
    lines, result = opened(name, key=key)
    good(result)
    return lines[name]["payload"]


def edit(name, change):
    """Rewrites a JSON file."""
    with open(name) as file:
        value = json.load(file)
    change(value)
    with open(name, "w") as file:
        json.dump(value, file)
