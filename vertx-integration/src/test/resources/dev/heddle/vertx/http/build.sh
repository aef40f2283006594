#!/usr/bin/env bash
# Compiles the guests of these tests, with clang-19, lld-19 and wasi-libc. The same tools give the same bytes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
clang-19 --target=wasm32 -nostdlib -ffreestanding -O2 -I ../../../../../../main/guest -Wl,--no-entry \
  -Wl,--export=__stack_pointer -Wl,-z,stack-size=65536 site.c -o site.wasm
clang-19 --target=wasm32-wasi --sysroot=/usr -O2 -Wl,--strip-debug cgi.c -o cgi.wasm
chmod -x *.wasm
sha256sum *.c *.wasm > SHA256SUMS
