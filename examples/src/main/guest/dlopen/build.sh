#!/usr/bin/env bash
# Compiles the program and the module it loads, on Debian 12 or later with clang-19 and lld-19. The same tools give the same bytes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
clang-19 --target=wasm32 -nostdlib -O2 -Wl,--no-entry -Wl,--export=__stack_pointer \
  -Wl,--export-table -Wl,--growable-table main.c -o main.wasm
clang-19 --target=wasm32 -nostdlib -O2 -fPIC -fvisibility=hidden -shared -Wl,--experimental-pic -Wl,--no-entry \
  prices.c -o prices.wasm
chmod -x *.wasm
sha256sum main.c prices.c main.wasm prices.wasm > SHA256SUMS
