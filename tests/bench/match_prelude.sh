# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# What match.sh and match_views.sh begin with; they source it.

# prepare COUNT WIDTH HEIGHT BUILD [FOLDER OF PICTURES]: sets $build, $mien and $work,
# and writes lists: $work/once of the pictures, or of COUNT made ones of this size, and
# $work/pictures of them again and again.
prepare() {
    count=$1 width=$2 height=$3 build=$4 folder=${5:-}
    mien=$build/tools/mien/mien
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT INT TERM
    if [ -z "$folder" ]; then
        folder=$work/photos
        mkdir "$folder"
        for seed in $(seq "$count"); do
            "$build/tests/e2e/sample_photo" "$folder/$seed.jpg" "$seed" "$width" "$height"
        done
    fi
    find "$folder" -type f \( -iname '*.jp*g' -o -iname '*.png' -o -iname '*.webp' \) \
        >"$work/once"
    # Whole seconds of work, whatever the folder holds.
    : >"$work/pictures"
    while [ "$(wc -l <"$work/pictures")" -lt 60 ]; do
        cat "$work/once" >>"$work/pictures"
    done
}

hashes() { # COUNT SEED
    LC_ALL=C awk -v count="$1" -v seed="$2" 'BEGIN {
        srand(seed)
        for (i = 0; i < count; i++) {
            line = ""
            for (j = 0; j < 16; j++)
                line = line sprintf("%04x", int(rand() * 65536))
            print line
        }
    }'
}

# Seconds of `mien match` with a number of threads: the least of three runs.
seconds() { # JOBS FILE [OPTION]
    jobs=$1 file=$2
    shift 2
    for run in 1 2 3; do
        begin=$(date +%s.%N)
        "$mien" match -q -j "$jobs" "$@" "$work/index" "$file" >"$work/answers" || true
        end=$(date +%s.%N)
        echo "$begin $end"
    done | awk '{ t = $2 - $1; if (NR == 1 || t < least) least = t }
                END { printf "%.3f", least }'
}
