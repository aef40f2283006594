#!/usr/bin/env bash
# Compiles letter.go as docs/guests.md says, with Go 1.26. The same tools give the same bytes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared -trimpath -ldflags='-s -w' -o letter.wasm letter.go
chmod -x letter.wasm
sha256sum letter.go letter.wasm > SHA256SUMS
