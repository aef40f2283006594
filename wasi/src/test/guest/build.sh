#!/usr/bin/env bash
# Makes the guests of the tests from their sources.
# Needs Python, wasm-tools (crates.io) on the PATH, or its path in WASM_TOOLS, and
set -euo pipefail
cd "$(dirname "$0")"
python3 probe.py > probe.wat
guests=../resources/dev/heddle/wasi/guest
for source in probe sleeper hello; do
  "${WASM_TOOLS:-wasm-tools}" parse "$source.wat" -o "$guests/$source.wasm"
done
# clang 19, lld and wasi-libc (Debian: apt install clang-19 lld-19 wasi-libc libclang-rt-19-dev-wasm32)
for source in greet everything; do
  "${CLANG:-clang-19}" --target=wasm32-wasi --sysroot=/usr -Os -s "$source.c" -o "$guests/$source.wasm"
done
"${CLANG:-clang-19}" --target=wasm32-wasi --sysroot=/usr -Os -s -mexec-model=reactor answer.c -o "$guests/answer.wasm"
