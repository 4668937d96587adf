#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What one build writes, another reads: an index, and a document for a recipient.
#
#     tests/machines/exchange.sh BUILD OTHER-BUILD [EMULATOR...]
#
# The emulator runs what is in the other one. Prints TAP.
set -u
here=$(cd "$1" && pwd)/tests/machines
there=$(cd "$2" && pwd)/tests/machines
shift 2
emulator=$*
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

here() {
    program=$1
    shift
    "$here/$program" "$@"
}

there() {
    program=$1
    shift
    [ ! -f "$there/$program.exe" ] || program=$program.exe
    # shellcheck disable=SC2086 # a command and its arguments
    $emulator "$there/$program" "$@"
}

# index WRITER READER: the reader also goes on with it, and the writer reads that.
index() {
    rm -rf index
    "$1" exchange write index && "$2" exchange read index &&
        "$2" exchange go-on index && "$1" exchange read index
}

# document WRITER READER: whose key is the reader's.
document() {
    "$2" case_peer new org.example >recipient &&
        sed -n 1p recipient >file && sed -n 2p recipient >key &&
        "$1" case_peer seal 3 file >sealed && "$2" case_peer open key <sealed >payload &&
        grep self_in_image payload
}

number=0
# promise NAME COMMAND...
promise() {
    number=$((number + 1))
    name=$1
    shift
    if "$@" >log 2>&1; then
        echo "ok $number - $name"
    else
        sed 's/^/# /' log
        echo "not ok $number - $name"
    fi
}

promise an_index_from_here_is_read_and_changed_there index here there
promise an_index_from_there_is_read_and_changed_here index there here
if [ -x "$here/case_peer" ] && [ -x "$there/case_peer" ]; then
    promise a_document_from_here_is_opened_there document here there
    promise a_document_from_there_is_opened_here document there here
fi
echo "1..$number"
