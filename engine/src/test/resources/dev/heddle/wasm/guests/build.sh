#!/usr/bin/env bash
# Makes the .wasm files of this folder from the .wat files beside them.
# Needs wasm-tools (crates.io) on the PATH, or its path in WASM_TOOLS.
set -euo pipefail
cd "$(dirname "$0")"
for source in *.wat; do
  "${WASM_TOOLS:-wasm-tools}" parse "$source" -o "${source%.wat}.wasm"
done
