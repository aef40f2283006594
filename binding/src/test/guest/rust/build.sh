#!/usr/bin/env bash
# Compiles shop.rs as docs/binding.md says, with Rust 1.95. The same tools give the same bytes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
rustc --edition 2024 --target wasm32-unknown-unknown --crate-type cdylib -C opt-level=s \
  -C strip=debuginfo -C link-arg=--export=__stack_pointer shop.rs -o shop.wasm
chmod -x shop.wasm
sha256sum shop.rs shop.wasm > SHA256SUMS
