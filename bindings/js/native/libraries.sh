# SPDX-License-Identifier: Apache-2.0
# The image libraries of the modules for pictures: Debian's sources, and for each the
# headers that its own build would make. To be sourced by bash, with $root and $out set.

sources=$out/sources
made=$out/include

# template IN SED-EXPRESSION...: fills in a header of CMake; what is not said is not there.
template() {
    local in=$1 file
    file=$made/$(basename "$in" .in)
    shift
    sed -E "$@" -e 's|^#cmakedefine .*||' "$in" >"$file"
    if grep -n '@[A-Za-z_]*@' "$file" >&2; then
        echo "build: $in has changed" >&2
        exit 1
    fi
}

# libjpeg-turbo as Debian has it (the ABI of version 6b, arithmetic codes), without SIMD.
headers_of_libjpeg() {
    local from=$sources/libjpeg-turbo version number year
    version=$(sed -n 's/^set(VERSION \(.*\))$/\1/p' "$from/CMakeLists.txt")
    year=$(sed -n 's/^set(COPYRIGHT_YEAR "\(.*\)")$/\1/p' "$from/CMakeLists.txt")
    number=$(awk -F. '{printf "%d%03d%03d", $1, $2, $3}' <<<"$version")
    template "$from/jconfig.h.in" -e "s|@VERSION@|$version|" \
        -e "s|@LIBJPEG_TURBO_VERSION_NUMBER@|$number|" \
        -e 's|@JPEG_LIB_VERSION@|62|' -e 's|@BITS_IN_JSAMPLE@|8|' \
        -e 's|^#cmakedefine (D_ARITH_CODING_SUPPORTED 1)|#define \1|'
    template "$from/jconfigint.h.in" -e "s|@VERSION@|$version|" -e 's|@BUILD@||' \
        -e 's|@INLINE@|inline|' -e 's|@THREAD_LOCAL@||' -e 's|@SIZE_T@|4|' \
        -e 's|@CMAKE_PROJECT_NAME@|libjpeg-turbo|' \
        -e 's|^#cmakedefine (HAVE_BUILTIN_CTZL)|#define \1|'
    template "$from/jversion.h.in" -e "s|@COPYRIGHT_YEAR@|$year|"
}

# libpng as it is configured by default, but for what mien does not use and what would
# need a system: files, its own jumps, writing.
headers_of_libpng() {
    grep -vE 'PNG_(.*WRITE.*|.*STDIO.*|CONSOLE_IO|SETJMP|SIMPLIFIED.*)_SUPPORTED' \
        "$sources/libpng1.6/scripts/pnglibconf.h.prebuilt" >"$made/pnglibconf.h"
}

prepare_libraries() {
    "$root/tools/dev/sources" "$sources" libjpeg-turbo libpng1.6 zlib >&2
    [ "$made/pnglibconf.h" -nt "$native/libraries.sh" ] && return
    mkdir -p "$made"
    headers_of_libjpeg
    headers_of_libpng
}

libraries_flags="-I$made -I$sources/libjpeg-turbo -I$sources/libpng1.6 -I$sources/zlib"

# The files that decode.
libraries_sources() {
    printf "$sources/libjpeg-turbo/%s.c\n" jaricom jcomapi jdapimin jdapistd jdarith \
        jdcoefct jdcolor jddctmgr jdhuff jdinput jdmainct jdmarker jdmaster jdmerge \
        jdphuff jdpostct jdsample jerror jidctflt jidctfst jidctint jidctred jmemmgr \
        jmemnobs jquant1 jquant2 jsimd_none jutils
    printf "$sources/libpng1.6/%s.c\n" png pngerror pngget pngmem pngpread pngread \
        pngrio pngrtran pngrutil pngset pngtrans
    printf "$sources/zlib/%s.c\n" adler32 crc32 inffast inflate inftrees zutil
}

# notice NAME FILE [SED-EXPRESSION]: the licence of a library, from one of its files.
notice() {
    printf -- '---- %s\n\n' "$1"
    sed -n "${3-p}" "$2"
    echo
}

# What the licences of all that is compiled into the modules ask to be said with them.
notices() {
    echo "The files *.wasm beside this one contain parts of the following software."
    echo "This software is based in part on the work of the Independent JPEG Group."
    echo
    notice "libjpeg-turbo" "$sources/libjpeg-turbo/LICENSE.md"
    notice "libjpeg" "$sources/libjpeg-turbo/README.ijg" '/^LEGAL ISSUES$/,/^REFERENCES$/{/^REFERENCES$/!p}'
    notice "libpng" "$sources/libpng1.6/LICENSE"
    notice "zlib" "$sources/zlib/README" '/^Copyright notice/,$p'
    notice "wasi-libc" /usr/share/doc/wasi-libc/copyright
    notice "compiler-rt" /usr/share/doc/libclang-rt-14-dev-wasm32/copyright
}
