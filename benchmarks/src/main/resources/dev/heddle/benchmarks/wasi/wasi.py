"""The guest of WasiCalls on Wasmtime. Reads lines with a function and a number of calls, and says how many nanoseconds
these took; ends with its input.
"""
import sys
import time

import wasmtime

module_file, directory = sys.argv[1:]
engine = wasmtime.Engine()
linker = wasmtime.Linker(engine)
linker.define_wasi()
store = wasmtime.Store(engine)
wasi = wasmtime.WasiConfig()
wasi.stdin_file = "/dev/zero"
wasi.stdout_file = "/dev/null"
wasi.preopen_dir(directory, "/")
store.set_wasi(wasi)
instance = linker.instantiate(store, wasmtime.Module.from_file(engine, module_file))
exports = instance.exports(store)

for line in sys.stdin:
    name, calls = line.rstrip("\n").rsplit(" ", 1)
    begin = time.perf_counter_ns()
    bad = exports[name](store, int(calls))
    took = time.perf_counter_ns() - begin
    if bad:
        raise RuntimeError(f"{name}: {bad} bad calls")
    print(took, flush=True)
