#!/usr/bin/env bash
# Makes the guest that 'heddle aot-cache' runs: with clang 19, lld and wasi-libc (Debian: apt install
# clang-19 lld-19 wasi-libc libclang-rt-19-dev-wasm32).
set -euo pipefail
cd "$(dirname "$0")"
"${CLANG:-clang-19}" --target=wasm32-wasi --sysroot=/usr -Os -s training.c \
  -o ../resources/dev/heddle/cli/training.wasm
