# SPDX-License-Identifier: Apache-2.0
# What ./try and ./check need from Debian. To be sourced by sh or bash.

packages_to_build='gcc libc6-dev pkg-config meson ninja-build gettext
    libjpeg62-turbo-dev libpng-dev libssl-dev zlib1g-dev libjansson-dev
    libwebp-dev libheif-dev libgif-dev libjose-dev libseccomp-dev libzxcvbn-dev'

packages_to_check='g++ check jose iso-codes nodejs python3-cryptography python3-mnemonic
    python3-pyte python3 binutils strace mandoc clang clang-format clang-tidy
    libclang-rt-14-dev cppcheck gcovr abigail-tools qemu-user'

# To build for a machine of which tools/dev/sysroot unpacks what Debian has.
packages_for_sysroot='libc6-dev libjpeg62-turbo-dev libpng-dev libssl-dev zlib1g-dev
    libjansson-dev libwebp-dev libheif-dev libgif-dev libjose-dev libseccomp-dev
    libzxcvbn-dev check'

# For the WebAssembly modules of bindings/js; dpkg-dev unpacks the image libraries.
packages_for_js='clang lld wasi-libc libclang-rt-14-dev-wasm32 binaryen ninja-build
    dpkg-dev'

# To build with musl, and what tools/dev/musl builds for that.
packages_for_musl='musl-tools dpkg-dev make cmake perl linux-libc-dev'

# For the checks of the bindings; tests that lack one of them are skipped.
packages_for_bindings='python3-dev python3-venv openjdk-17-jdk-headless maven junit5'

# For the check of bindings/swift, where the system has it.
packages_for_swift='swiftlang g++ git'

# A browser for the tests of bindings/js, and letters for what it shows, Arabic ones too.
packages_for_browser='chromium fonts-dejavu-core'

# Prints those of the packages that are not installed: NAME is wanted for the machine's
# own architecture, NAME:ARCH for that one.
packages_missing() {
    own=$(dpkg --print-architecture)
    for package; do
        case $package in
        *:*) wanted=${package#*:} ;;
        *) wanted=$own ;;
        esac
        dpkg-query -W -f '${Architecture} ${db:Status-Status}\n' "$package" 2>/dev/null |
            grep -q -E "^($wanted|all) installed\$" || printf '%s ' "$package"
    done
}

# Runs a command as root: directly, or by sudo.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# Installs what is missing, and nothing else. Fails, saying what to do, when it cannot.
packages_need() {
    if ! command -v dpkg-query >/dev/null; then
        echo "This is not Debian: please install what it calls: $*" >&2
        return 0
    fi
    missing=$(packages_missing "$@")
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        echo "Please install these packages first, as root:" >&2
        echo "    apt-get install --no-install-recommends $missing" >&2
        return 1
    fi
    echo "Installing $missing" >&2
    # shellcheck disable=SC2086 # a list of words
    {
        # While a mirror is renewed a list may not come; what is there may be enough.
        as_root apt-get update -qq || :
        as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -qq -y --no-install-recommends $missing
    } >&2 </dev/null
}
