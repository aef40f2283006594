#!/usr/bin/env bash
# Compiles letter.ts as docs/guests.md says, with npm. The same tools give the same bytes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
npx --yes -p assemblyscript@0.28.20 asc letter.ts -O --runtime minimal --debug --outFile letter.wasm
sha256sum letter.ts letter.wasm > SHA256SUMS
