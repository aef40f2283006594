#!/usr/bin/env bash
# Compiles the guests of docs/go.md, with Go 1.26. The same tools give the same bytes. They are kept compressed, as
# Go's runtime makes each of them 1.9 MB or more.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export GOOS=wasip1 GOARCH=wasm
modules=$PWD/../../resources/dev/heddle/examples/go
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

go build -buildmode=c-shared -trimpath -o "$scratch/hash.wasm" hash/hash.go
go build -buildmode=c-shared -trimpath -o "$scratch/price1.wasm" plugin/v1/price.go
go build -buildmode=c-shared -trimpath -o "$scratch/price2.wasm" plugin/v2/price.go
go build -buildmode=c-shared -trimpath -o "$scratch/request.wasm" request/request.go
go build -trimpath -o "$scratch/untrusted.wasm" untrusted/untrusted.go

for module in "$scratch"/*.wasm; do
  gzip -9 -n < "$module" > "$modules/$(basename "$module").gz"
done
sha256sum */*.go */*/*.go > SHA256SUMS
(cd "$modules" && sha256sum *.wasm.gz) >> SHA256SUMS
