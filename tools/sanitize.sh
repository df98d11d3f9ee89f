#!/usr/bin/env bash
# Build the core with sanitizers and run its tests on it: tools/sanitize.sh PYTHON [PYTEST-ARGUMENTS]
# PYTHON has earmark's dependencies, pytest, nanobind, cmake and ninja. Needs g++ (its libasan and libtsan).
set -euo pipefail
cd "$(dirname "$0")/.."
PYTHON=$1
shift
BIN=$(dirname "$PYTHON")
PATH=$BIN:$PATH

build() {
    cmake -S . -B "build/sanitize-$1" -G Ninja -DEARMARK_SANITIZE="$1" -DPython_EXECUTABLE="$PYTHON" >/dev/null
    ninja -C "build/sanitize-$1" --quiet
}

# Python's own allocator would hide overruns from the sanitizer; the interpreter never frees all, so leaks are not
# counted. libstdc++ has to be there when the sanitizer starts, to be watched when it throws.
run() {
    local preload=$1 build=build/sanitize-$2
    shift 2
    LD_PRELOAD=$preload PYTHONPATH=src PYTHONMALLOC=malloc ASAN_OPTIONS=detect_leaks=0 \
        UBSAN_OPTIONS=print_stacktrace=1 TSAN_OPTIONS="exitcode=66 suppressions=$PWD/tools/tsan.supp" \
        "$PYTHON" tools/run_with_core.py "$build"/_core*.so -p no:cacheprovider --capture=sys --timeout 600 "$@"
}

libraries() {
    for name in "$@"; do g++ -print-file-name="$name"; done | tr '\n' ' '
}

build address,undefined
run "$(libraries libasan.so libstdc++.so)" address,undefined tests/core tests/decoding tests/compat/test_decoder.py "$@"
# Under Python, too: threads meet in the bindings, where arrays and lists are borrowed.
build thread
run "$(libraries libtsan.so libstdc++.so)" thread tests/decoding/test_concurrent.py tests/decoding/test_word_lm.py \
    tests/decoding/test_properties.py tests/known_issues/test_training_shared_by_threads.py "$@"
