#!/usr/bin/env bash
# Compiles shop.c, edge.c and stream.c as docs/binding.md says, and wide.c. The same tools give the same bytes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
for guest in shop edge stream; do
  clang-19 --target=wasm32-wasi --sysroot=/usr -mexec-model=reactor -O2 -Wl,--strip-debug \
    -I ../../../main/guest -Wl,--export=__stack_pointer \
    "$guest.c" -o "$guest.wasm"
done
clang-19 --target=wasm64 -nostdlib -O2 -Wl,--no-entry -Wl,--strip-debug wide.c -o wide.wasm
chmod -x *.wasm
sha256sum *.c *.wasm > SHA256SUMS
