#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The modules of ../native/build beside the same C files built with Debian's emscripten:
# the bytes that a page loads, also in gzip, and what the module imports.
#
#     bindings/js/bench/emscripten.sh
#
# Needs the package emscripten (apt-get install --no-install-recommends emscripten) and
# what ../native/build needs. The compiler is the same clang with the same flags; what
# differs is the C library, setjmp() and what is around the module. Where emscripten has
# a choice it is told the smaller: its small malloc, no files. It links each module
# twice: to be used by itself (STANDALONE_WASM), and with its JavaScript (MODULARIZE).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
dist=$(cd "$here/.." && pwd)/dist
out=$root/build-js/emscripten
modules=(pixels pixels-simd pictures pictures-simd)
# emscripten wants acorn, which another Node.js than Debian's does not find by itself.
export NODE_PATH=${NODE_PATH:-/usr/share/nodejs}
command -v emcc >/dev/null || {
    echo "emscripten.sh: there is no emcc" >&2
    exit 1
}

# What a module exports, as emscripten wants to hear it.
exported() {
    node -e '
const module = new WebAssembly.Module(require("fs").readFileSync(process.argv[1]));
const names = WebAssembly.Module.exports(module).filter((e) => e.kind === "function");
console.log(JSON.stringify(names.map((e) => "_" + e.name)));' "$dist/$1.wasm"
}

# What native/build had ninja do, done with emcc and its setjmp(). clang would make of
# fprintf(), for emscripten, a function that native/pictures.c does not replace.
lines() {
    cat <<'EOF'
common = -O3 --no-entry -s ALLOW_MEMORY_GROWTH=1 -s MAXIMUM_MEMORY=2147483648 -s MALLOC=emmalloc -s FILESYSTEM=0 -s SUPPORT_LONGJMP=wasm -s WASM_BIGINT=1 -s ERROR_ON_UNDEFINED_SYMBOLS=0
rule alone
 command = emcc $common -s STANDALONE_WASM=1 -s TOTAL_STACK=$stack -s EXPORTED_FUNCTIONS=@$name.json $in -o $out
rule glue
 command = emcc $common -s MODULARIZE=1 -s EXPORT_ES6=1 -s ENVIRONMENT=web,worker,node -s TOTAL_STACK=$stack -s EXPORTED_FUNCTIONS=@$name.json $in -o $out
EOF
    sed -E -e 's/clang --target=wasm32-wasi/emcc -fno-builtin-fprintf/' \
        -e 's| -I[^ ]*/native/libc||' -e 's/-mexception-handling -mllvm .*/-s SUPPORT_LONGJMP=wasm/' \
        -e 's| [^ ]*-sjlj\.c\.o||' "$root/build-js/build.ninja" | awk '
/^rule cc$/, /^ deps/ { print }
/^build .*: cc / && !/sjlj/ { print; getline; print }
/^build .*: link / {
    name = $2
    sub(/\.wasm:$/, "", name)
    sub(/^build [^ ]+ link /, "")
    objects = $0
    getline; getline
    printf "build %s/alone.wasm: alone %s\n%s\n name = %s\n", name, objects, $0, name
    printf "build %s/glue.mjs: glue %s\n%s\n name = %s\n", name, objects, $0, name
}'
}

imported() {
    node -p 'WebAssembly.Module.imports(new WebAssembly.Module(
        require("fs").readFileSync(process.argv[1]))).length' "$1"
}

# sizes WHAT MODULE [JAVASCRIPT]: a line of the table.
sizes() {
    local what=$1 module=$2 file all=0 gzip=0
    shift
    for file; do
        all=$((all + $(wc -c <"$file")))
        gzip=$((gzip + $(gzip -9 -n <"$file" | wc -c)))
    done
    printf '    %-26s %7d bytes, %6d in gzip, imports %d\n' \
        "$what" "$all" "$gzip" "$(imported "$module")"
}

"$here/../native/build" "${modules[@]}" >/dev/null
mkdir -p "$out"
for name in "${modules[@]}"; do
    exported "$name" >"$out/$name.json"
done
lines >"$out/build.ninja"
ninja -C "$out" --quiet >"$out/log" || {
    tail -n 20 "$out/log" >&2
    exit 1
}

version=$(emcc --version | sed -n '1s/.*) \([0-9.]*\).*/\1/p')
echo "clang and wasi-libc beside emscripten $version"
for name in "${modules[@]}"; do
    echo "$name"
    sizes "native/build" "$dist/$name.wasm"
    sizes "emcc, module alone" "$out/$name/alone.wasm"
    sizes "emcc, with its JavaScript" "$out/$name/glue."{wasm,mjs}
done
