#!/usr/bin/env bash
# Assembles shop.wat with wasm-tools (crates.io).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
wasm-tools parse shop.wat -o ../../resources/dev/heddle/examples/shop/shop.wasm
