#!/usr/bin/env bash
# Compiles user.c, on Debian 12 or later with clang-19 and lld-19. The same tools give the same bytes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
to=../../resources/dev/heddle/vertx/capability
clang-19 --target=wasm32 -nostdlib -O2 -mbulk-memory -Wall -Wno-int-to-pointer-cast -Wno-unused-variable -I ../../../main/guest -Wl,--no-entry \
  -Wl,--export=__stack_pointer user.c -o $to/user.wasm
chmod -x $to/user.wasm
sha256sum user.c ../../../main/guest/heddle.h $to/user.wasm > SHA256SUMS
