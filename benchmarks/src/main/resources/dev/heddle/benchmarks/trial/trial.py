"""A trial on Wasmtime: see Trial.java, of which this is a translation."""
import importlib.metadata
import itertools
import struct
import sys
import time
from pathlib import Path

import wasmtime

BATCH = 1_000_000
LEAST_SAMPLES = 3
CALLS_TO_HOST = 1_000

start = time.perf_counter_ns()


def say(line):
    print("trial: " + line, flush=True)


def given(text):
    kind, bits = text.split(":")
    bits = int(bits)
    if kind == "f32":
        return struct.unpack("<f", struct.pack("<I", bits))[0]
    if kind == "f64":
        return struct.unpack("<d", struct.pack("<q", bits))[0]
    return bits


def taken(kind, value):
    if kind == "f32":
        value = struct.unpack("<I", struct.pack("<f", value))[0]
    elif kind == "f64":
        value = struct.unpack("<q", struct.pack("<d", value))[0]
    return f"{kind}:{value}"


def words(text):
    return [] if text == "-" else text.split(",")


def check(expected, actual):
    if actual != expected:
        raise RuntimeError(f"gave {actual} where it was to give {expected}")


def report(samples):
    say("samples " + " ".join(map(str, samples)))


def one(work, warm_up, measure):
    if measure == 0:
        return
    while time.perf_counter_ns() - start < warm_up:
        work()
    samples = []
    begin = now = time.perf_counter_ns()
    while now - begin < measure or (len(samples) < LEAST_SAMPLES and now - begin < 2 * measure):
        work()
        end = time.perf_counter_ns()
        samples.append(end - now)
        now = end
    report(samples)


def many(work, counts_for, warm_up, measure):
    times, batch = 1, 0
    while time.perf_counter_ns() - start < warm_up or batch < BATCH:
        if batch < BATCH:
            times *= 2
        begin = time.perf_counter_ns()
        work(times)
        batch = time.perf_counter_ns() - begin
    samples = []
    begin = now = time.perf_counter_ns()
    while now - begin < measure or len(samples) < LEAST_SAMPLES:
        work(times)
        end = time.perf_counter_ns()
        samples.append((end - now) / times / counts_for)
        now = end
    report(samples)


def peak():
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return line.split()[1]
    except OSError:
        pass
    return "0"


def run(task, file, name, arguments, results, warm_up, measure):
    pace = (int(warm_up) * 1_000_000, int(measure) * 1_000_000)
    engine = wasmtime.Engine()
    module = Path(file).read_bytes()

    def load(end=b""):
        return wasmtime.Module(engine, module + end)

    numbers = itertools.count()

    def load_unknown():
        load(struct.pack(">BBBI", 0, 5, 0, next(numbers)))

    def instance(*imports):
        store = wasmtime.Store(engine)
        return store, wasmtime.Instance(store, load(), [it(store) for it in imports]).exports(store)

    if task == "run":
        store, exports = instance()
        function = exports[name]
        values = [given(it) for it in words(arguments)]
        kinds = words(results)

        def call():
            raw = function(store, *values)
            raw = raw if len(kinds) > 1 else [raw]
            return ",".join(taken(kind, it) for kind, it in zip(kinds, raw)) or "-"

        first = call()
        say("result " + first)
        one(lambda: check(first, call()), *pace)
    elif task == "load":
        one(load_unknown, *pace)
    elif task == "instantiate":
        loaded = load()

        def instantiate(times):
            for _ in range(times):
                wasmtime.Instance(wasmtime.Store(engine), loaded, [])

        many(instantiate, 1, *pace)
    elif task == "host-to-guest":
        store, exports = instance()
        identity = exports["run"]

        def to_guest(times):
            for i in range(times):
                check(i, identity(store, i))

        many(to_guest, 1, *pace)
    else:
        i32 = wasmtime.ValType.i32()
        kind = wasmtime.FuncType([i32], [i32])
        store, exports = instance(lambda it: wasmtime.Func(it, kind, lambda value: value + 1))
        loop = exports["run"]

        def to_host(times):
            for _ in range(times):
                check(CALLS_TO_HOST, loop(store, CALLS_TO_HOST))

        many(to_host, CALLS_TO_HOST, *pace)
    say("peak " + peak())


if sys.argv[1] == "version":
    say("version " + importlib.metadata.version("wasmtime"))
else:
    run(*sys.argv[1:])
