#!/usr/bin/env bash
# Compiles the guests of the tests.  usage: build.sh  (needs wasm-tools in the PATH, or in WASM_TOOLS)
set -euo pipefail
cd "$(dirname "$0")"
out=../resources/dev/heddle/async/guest
mkdir -p "$out/jspi"
for source in *.wat jspi/*.wat; do
  "${WASM_TOOLS:-wasm-tools}" parse "$source" -o "$out/${source%.wat}.wasm"
done
