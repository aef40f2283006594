#!/usr/bin/env bash
# Compiles the guests of the guides, on Debian 12 or later with clang-19 and lld-19, and Rust 1.95 with the target
# wasm32-unknown-unknown. The same tools give the same bytes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
to=../../resources/dev/heddle/vertx/guide
for guest in best_price greeter; do
  clang-19 --target=wasm32 -nostdlib -O2 -mbulk-memory -Wall -I ../../../main/guest -Wl,--no-entry \
    -Wl,--export=__stack_pointer $guest.c -o $to/$guest.wasm
done
rustc --edition 2021 --target wasm32-unknown-unknown --crate-type cdylib -O -C panic=abort -C strip=debuginfo greeter.rs \
  -o $to/greeter_rs.wasm
chmod -x $to/*.wasm
sha256sum *.c *.rs ../../../main/guest/heddle.h $to/*.wasm > SHA256SUMS
