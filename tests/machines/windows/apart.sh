#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs a command and ends with it. (The first program under Wine starts Wine's services,
# which outlive it and keep its output open: whoever reads that would wait for them.)
said=$(mktemp)
trap 'rm -f "$said"' EXIT
"$@" >"$said" 2>&1 </dev/null
status=$?
cat "$said"
exit "$status"
