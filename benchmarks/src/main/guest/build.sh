#!/usr/bin/env bash
# Builds the guests' modules from the sources here, on Debian 12 or later.
# Needs npm (for the text format's assembler), and root only if the compiler is missing.
#
#   build.sh          builds and replaces the modules
#   build.sh --check  builds and compares with the modules that are there; fails if any differs
#   build.sh --native compiles the C kernels for this machine and runs those named, with their n, on
#                     standard input, a pair a line: the checksums of Kernel.java come from there
set -euo pipefail

sources=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
modules=$(cd "$sources/../resources/dev/heddle/benchmarks/guests" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$sources"

if [[ ${1:-} == --native ]]; then
  while read -r name n; do
    printf '#include <stdio.h>\n#include "%s"\nint main(void) { printf("%%s %%d %%lld\\n", "%s", %d, (long long) run(%d)); }\n' \
      "$sources/$name.c" "$name" "$n" "$n" > "$work/main.c"
    cc -O2 -ffp-contract=off -I"$sources" -w "$work/main.c" -lm -o "$work/main"
    "$work/main"
  done
  exit
fi

tools=(clang-19 lld-19)
if ! dpkg -s "${tools[@]}" > /dev/null 2>&1; then
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${tools[@]}"
fi
(cd "$work" && npm install --silent --no-fund --no-audit wabt@1.0.39 > /dev/null)

# The target's features are named one by one, so that a newer compiler's defaults cannot slip in.
for source in *.c; do
  simd=()
  [[ $source != simd_* ]] || simd=(-msimd128)
  clang-19 --target=wasm32 -mcpu=mvp -mnontrapping-fptoint -msign-ext -mmutable-globals \
    "${simd[@]}" -O2 -ffreestanding -nostdlib -Wall -Wextra -Wno-unused-parameter \
    -Wl,--no-entry -Wl,--strip-all -Wl,-z,stack-size=65536 -Wl,--stack-first \
    "$source" -o "$work/${source%.c}.wasm"
done
for source in *.wat; do
  "$work/node_modules/.bin/wat2wasm" "$source" -o "$work/${source%.wat}.wasm"
done

status=0
for built in "$work"/*.wasm; do
  if [[ ${1:-} == --check ]]; then
    cmp "$built" "$modules/$(basename "$built")" || status=1
  else
    install -m 644 "$built" "$modules/"
  fi
done
exit $status
