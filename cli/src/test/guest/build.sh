#!/usr/bin/env bash
# Makes the guests of the tests from their sources: with clang 19, lld and wasi-libc (Debian: apt
# install clang-19 lld-19 wasi-libc libclang-rt-19-dev-wasm32), and for the text format wasm-tools
# (crates.io) on the PATH, or its path in WASM_TOOLS.
set -euo pipefail
cd "$(dirname "$0")"
guests=../resources/dev/heddle/cli/guest
"${CLANG:-clang-19}" --target=wasm32-wasi --sysroot=/usr -Os -g0 -Wl,--strip-debug tool.c -o "$guests/tool.wasm"
for each in math shop start broken; do
  "${WASM_TOOLS:-wasm-tools}" parse "$each.wat" -o "$guests/$each.wasm"
done
