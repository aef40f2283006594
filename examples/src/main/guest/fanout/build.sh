#!/usr/bin/env bash
# Compiles offer.c, on Debian 12 or later with clang-19 and lld-19. The same tools give the same bytes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
module=../../resources/dev/heddle/examples/fanout/offer.wasm
clang-19 --target=wasm32 -nostdlib -O2 -mbulk-memory -Wall -Wextra -Werror -I ../../../../../vertx-integration/src/main/guest \
  -Wl,--no-entry -Wl,--strip-debug -Wl,--export=__stack_pointer offer.c -o "$module"
chmod -x "$module"
sha256sum offer.c "$module" > SHA256SUMS
