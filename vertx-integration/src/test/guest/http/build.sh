#!/usr/bin/env bash
# Compiles the guests of the tests of HTTP and of docs/vertx-http.md, on Debian 12 or later with clang-19, lld-19 and
# wasi-libc, Rust 1.95 with the target wasm32-unknown-unknown, and Go 1.26. The same tools give the same bytes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
to=../../resources/dev/heddle/vertx/http
for guest in site shout; do
  clang-19 --target=wasm32 -nostdlib -ffreestanding -O2 -Wall -I ../../../main/guest -Wl,--no-entry \
    -Wl,--export=__stack_pointer $guest.c -o $to/$guest.wasm
done
clang-19 --target=wasm32-wasi --sysroot=/usr -O2 -Wl,--strip-debug cgi.c -o $to/cgi.wasm
rustc --edition 2024 --target wasm32-unknown-unknown --crate-type cdylib -O -C strip=debuginfo \
  -C link-arg=--export=__stack_pointer shout.rs -o $to/shout_rs.wasm
GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared -trimpath -ldflags='-s -w' -o $to/shout_go.wasm shout.go
chmod -x $to/*.wasm
sha256sum *.c *.rs *.go ../../../main/guest/heddle_http.h $to/*.wasm > SHA256SUMS
