#!/usr/bin/env bash
# Compiles shop.c as README.md says, on Debian 12 or later with clang-19 and lld-19. The same tools give the same bytes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
clang-19 --target=wasm32 -nostdlib -O2 -Wl,--no-entry -Wl,--export=__stack_pointer shop.c -o shop.wasm
chmod -x *.wasm
sha256sum shop.c shop.wasm > SHA256SUMS
