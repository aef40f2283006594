#!/usr/bin/env bash
# Makes the programs of other toolchains from their sources, with
#   Go 1.26; Rust 1.95 with its target wasm32-wasip1 (rustup target add wasm32-wasip1);
#   clang 19, lld and wasi-libc (Debian: apt install clang-19 lld-19 wasi-libc libclang-rt-19-dev-wasm32);
#   Zig 0.17 (PyPI: pip install ziglang==0.17.1), or its path in ZIG;
#   AssemblyScript 0.28 with its shim for WASI, which npm brings.
# Modules of more than 1 MB are kept compressed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
guests=$PWD/../../resources/dev/heddle/wasi/guest/toolchains
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$guests"

GOOS=wasip1 GOARCH=wasm go build -trimpath -o "$scratch/tool.wasm" tool.go
gzip -9 -n < "$scratch/tool.wasm" > "$guests/tool.wasm.gz"

rustc --edition 2024 --target wasm32-wasip1 -C opt-level=s -C lto=fat -C strip=debuginfo filter.rs -o "$guests/filter.wasm"

for source in archive echo every; do
  clang-19 --target=wasm32-wasi --sysroot=/usr -Os -Wall -Wl,--strip-debug $source.c -o "$guests/$source.wasm"
done

${ZIG:-python3 -m ziglang} build-exe walk.zig -target wasm32-wasi -O ReleaseSmall \
  --cache-dir "$scratch/zig" --global-cache-dir "$scratch/zig" -femit-bin="$guests/walk.wasm"

npm install --silent --no-save --prefix "$scratch" assemblyscript@0.28.20 @assemblyscript/wasi-shim@0.1.0
cp forth.ts "$scratch"
(cd "$scratch" && node_modules/.bin/asc forth.ts -O --config node_modules/@assemblyscript/wasi-shim/asconfig.json \
  --outFile "$guests/forth.wasm")

chmod -x "$guests"/*
sha256sum *.go *.rs *.c *.zig *.ts > SHA256SUMS
(cd "$guests" && sha256sum *) >> SHA256SUMS
