#!/usr/bin/env bash
# Builds sqlite3.wasm from the sources here and the SQLite amalgamation, on Debian 12 or later.
# Needs npm, and root only if the compiler is missing. The same tools give the same bytes.
#
#   build.sh          builds and replaces the module and its checksum
#   build.sh --check  builds and compares with the module that is there; fails if they differ
set -euo pipefail

sources=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
resources=$(cd "$sources/../../resources/dev/heddle/examples/sql" && pwd)
module=$resources/sqlite3.wasm
carrier=better-sqlite3@12.11.1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

tools=(clang-19 lld-19 wasi-libc libclang-rt-19-dev-wasm32)
if ! dpkg -s "${tools[@]}" > /dev/null 2>&1; then
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${tools[@]}"
fi

(cd "$work" && npm pack --silent "$carrier" > /dev/null && tar -xzf better-sqlite3-*.tgz)
amalgamation=$work/package/deps/sqlite3
(cd "$amalgamation" && sha256sum --check --strict "$sources/amalgamation.sha256")

# The target's features are named one by one, so that a newer compiler's defaults cannot slip in.
target=(--target=wasm32-wasi --sysroot=/usr -mcpu=mvp
  -mbulk-memory -mnontrapping-fptoint -msign-ext -mmutable-globals)

# No threads: one call at a time. Temporary tables and sorts stay in memory, unless a connection
# says PRAGMA temp_store=FILE. 256 MiB is the most memory the guest can have.
options=(-DSQLITE_OS_OTHER=1 -DSQLITE_THREADSAFE=0 -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_DQS=0
  -DSQLITE_DEFAULT_MEMSTATUS=0 -DSQLITE_TEMP_STORE=2 -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_RTREE
  -DSQLITE_ENABLE_MATH_FUNCTIONS -DNDEBUG)
link=(-mexec-model=reactor -Wl,-z,stack-size=1048576 -Wl,--stack-first -Wl,--max-memory=268435456
  -Wl,--strip-debug)
while read -r name; do
  link+=("-Wl,--export=$name")
done < "$sources/exports.txt"

# The prefix maps keep the folders of the building machine out of the module.
compile() {
  clang-19 "${target[@]}" "${options[@]}" -O2 -Wall -I"$amalgamation" \
    -ffile-prefix-map="$work=." -ffile-prefix-map="$sources=." \
    -c "$sources/$1.c" -o "$work/$1.o"
}
compile guest
compile vfs
(cd "$work" && clang-19 "${target[@]}" "${link[@]}" guest.o vfs.o -o sqlite3.wasm)

node "$sources/inspect.mjs" "$work/sqlite3.wasm" "$sources/exports.txt"

if [[ ${1:-} == --check ]]; then
  cmp "$work/sqlite3.wasm" "$module"
  echo "the same as $(basename "$module")"
else
  install -m 644 "$work/sqlite3.wasm" "$module"
  (cd "$resources" && sha256sum sqlite3.wasm > sqlite3.wasm.sha256 && cat sqlite3.wasm.sha256)
fi
