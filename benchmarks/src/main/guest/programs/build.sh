#!/usr/bin/env bash
# Builds the modules of real programs from their authors' sources and the drivers here, on Debian 12 or later.
# Needs npm and cargo, which fetch the sources, and root only if the compiler is missing.
#
#   build.sh          builds and replaces the modules
#   build.sh --check  builds and compares with the modules that are there; fails if any differs
#   build.sh --native compiles the programs for this machine and runs those named, with their n, on
#                     standard input, a pair a line: the checksums of Kernel.java come from there
set -euo pipefail

sources=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
modules=$(cd "$sources/../../resources/dev/heddle/benchmarks/guests" && pwd)
examples=$(cd "$sources/../../../../../examples/src/main/guest/sqlite" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

(cd "$work" && cp "$sources/Cargo.toml" . && touch none.rs && cargo vendor -q > /dev/null)
(cd "$work" && npm pack --silent better-sqlite3@12.11.1 > /dev/null && tar -xzf better-sqlite3-*.tgz)
bzip2=$work/vendor/bzip2-sys/bzip2-1.0.8
lua=$work/vendor/lua-src/lua-5.4.7
sqlite=$work/package/deps/sqlite3
(cd "$sqlite" && sha256sum --check --quiet --strict "$examples/amalgamation.sha256")
(cd "$work/vendor" && sha256sum --check --quiet --strict "$sources/sources.sha256")

# The files of a program beside its driver, and the options it is compiled with.
declare -A files options
files[bzip2]="$bzip2/blocksort.c $bzip2/bzlib.c $bzip2/compress.c $bzip2/crctable.c $bzip2/decompress.c \
  $bzip2/huffman.c $bzip2/randtable.c"
options[bzip2]="-I$bzip2 -DBZ_NO_STDIO"
for name in lapi lauxlib lbaselib lcode lctype ldebug ldo ldump lfunc lgc llex lmathlib lmem lobject lopcodes lparser \
  lstate lstring lstrlib ltable ltablib ltm lundump lvm lzio; do
  files[lua]+=" $lua/$name.c"
done
# Errors end the guest: there is nothing to jump back to without exceptions.
options[lua]="-I$lua -Dluai_makeseed(L)=0 -DLUAI_THROW(L,c)=__builtin_trap() -DLUAI_TRY(L,c,a)={a} -Dluai_jmpbuf=int \
  -Dlua_writestringerror(s,p)=((void)(p)) -Dlua_writestring(s,l)=((void)(s)) -Dlua_writeline()=((void)0)"
files[sqlite]=""
options[sqlite]="-I$sqlite -DSQLITE_THREADSAFE=0 -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_DQS=0 \
  -DSQLITE_DEFAULT_MEMSTATUS=0 -DSQLITE_TEMP_STORE=3 -DSQLITE_ENABLE_FTS5 -DSQLITE_OMIT_LOCALTIME"

if [[ ${1:-} == --native ]]; then
  while read -r name n; do
    printf '#include <stdint.h>\n#include <stdio.h>\nint64_t run(int32_t);\nint main(void) { printf("%%s %%d %%lld\\n", "%s", %d, (long long) run(%d)); }\n' \
      "$name" "$n" "$n" > "$work/main.c"
    cc -O2 -ffp-contract=off -DNDEBUG ${options[$name]} -w "$work/main.c" "$sources/$name.c" ${files[$name]} -lm \
      -o "$work/main"
    "$work/main"
  done
  exit
fi

tools=(clang-19 lld-19 wasi-libc libclang-rt-19-dev-wasm32)
if ! dpkg -s "${tools[@]}" > /dev/null 2>&1; then
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${tools[@]}"
fi

# Nothing may draw in the library's streams, which would bring imports with them.
mkdir "$work/shims" && touch "$work/shims/setjmp.h"
printf '#include_next <stdio.h>\n#undef stdin\n#define stdin ((FILE *) 0)\n' > "$work/shims/stdio.h"

# The target's features are named one by one, so that a newer compiler's defaults cannot slip in.
status=0
for name in bzip2 lua sqlite; do
  clang-19 --target=wasm32-wasi --sysroot=/usr -mcpu=mvp -mbulk-memory -mnontrapping-fptoint -msign-ext \
    -mmutable-globals -O2 -DNDEBUG -D_WASI_EMULATED_SIGNAL -D_WASI_EMULATED_PROCESS_CLOCKS -I"$work/shims" ${options[$name]} -w -nostartfiles -ffunction-sections -fdata-sections \
    -Wl,--no-entry -Wl,--strip-debug -Wl,-z,stack-size=262144 -Wl,--stack-first \
    "$sources/$name.c" ${files[$name]} -lc-printscan-long-double -o "$work/$name.wasm"
  if [[ ${1:-} == --check ]]; then
    cmp "$work/$name.wasm" "$modules/$name.wasm" || status=1
  else
    install -m 644 "$work/$name.wasm" "$modules/"
  fi
done
exit $status
