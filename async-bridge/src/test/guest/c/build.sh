#!/usr/bin/env bash
# Compiles the guests of the tests that are written in C. The same tools give the same bytes.
# Needs clang-19, lld-19 and wasi-libc.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
out=../../resources/dev/heddle/async/guest
clang-19 --target=wasm32-wasi --sysroot=/usr -mexec-model=reactor -O2 -Wl,--strip-debug \
  -Wl,--export=__stack_pointer -Wl,--export=malloc -Wl,--export=free stacks.c -o "$out/stacks.wasm"
clang-19 --target=wasm32 -nostdlib -O2 -matomics -mbulk-memory -Wl,--no-entry -Wl,--strip-debug \
  -Wl,--shared-memory -Wl,--max-memory=67108864 -Wl,--export=__stack_pointer -Wl,--export=__wasm_init_tls \
  -Wl,--export=__tls_base -Wl,--export=__tls_size -Wl,--export=__tls_align locals.c -o "$out/locals.wasm"
chmod -x "$out/stacks.wasm" "$out/locals.wasm"
sha256sum *.c "$out/stacks.wasm" "$out/locals.wasm" > SHA256SUMS
