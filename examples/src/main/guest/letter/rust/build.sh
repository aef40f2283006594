#!/usr/bin/env bash
# Compiles letter.rs as docs/guests.md says, with Rust 1.95. The same tools give the same bytes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
rustc --edition 2024 --target wasm32-unknown-unknown --crate-type cdylib -C opt-level=s \
  -C strip=debuginfo -C link-arg=--export=__stack_pointer letter.rs -o letter.wasm
chmod -x letter.wasm
sha256sum letter.rs letter.wasm > SHA256SUMS
