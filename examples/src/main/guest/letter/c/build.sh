#!/usr/bin/env bash
# Compiles letter.c as docs/start.md says. The same tools give the same bytes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
clang-19 --target=wasm32-wasi --sysroot=/usr -mexec-model=reactor -O2 -Wl,--strip-debug \
  -Wl,--export=malloc -Wl,--export=free -Wl,--export=__stack_pointer \
  letter.c -o letter.wasm
chmod -x *.wasm
sha256sum letter.c letter.wasm > SHA256SUMS
