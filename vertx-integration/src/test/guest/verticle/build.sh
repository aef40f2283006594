#!/usr/bin/env bash
# Compiles plugin.c, on Debian 12 or later with clang-19 and lld-19. The same tools give the same bytes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
to=../../resources/dev/heddle/vertx/verticle
clang-19 --target=wasm32 -nostdlib -O2 -mbulk-memory -Wall -I ../../../main/guest -Wl,--no-entry \
  -Wl,--export=__stack_pointer plugin.c -o $to/plugin.wasm
chmod -x $to/plugin.wasm
sha256sum plugin.c ../../../main/guest/heddle.h $to/plugin.wasm > SHA256SUMS
