#!/usr/bin/env bash
# Compiles shop.ts as docs/binding.md says, with npm. The same tools give the same bytes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
npx --yes -p assemblyscript@0.28.20 asc shop.ts -O --runtime incremental --exportRuntime --outFile shop.wasm
sha256sum shop.ts shop.wasm > SHA256SUMS
