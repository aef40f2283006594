// A trial on V8: see Trial.java, of which this is a translation.
import { readFileSync } from "node:fs";

const BATCH = 1_000_000;
const LEAST_SAMPLES = 3;
const CALLS_TO_HOST = 1_000;

const now = () => Number(process.hrtime.bigint());
const start = now();
const view = new DataView(new ArrayBuffer(8));

function say(line) {
  console.log("trial: " + line);
}

function given(text) {
  const [kind, bits] = text.split(":");
  view.setBigInt64(0, BigInt.asIntN(64, BigInt(bits)));
  switch (kind) {
    case "i32": return Number(bits);
    case "i64": return BigInt(bits);
    case "f32": return view.getFloat32(4);
    default: return view.getFloat64(0);
  }
}

function taken(kind, value) {
  switch (kind) {
    case "f32":
      view.setFloat32(0, value);
      return "f32:" + view.getUint32(0);
    case "f64":
      view.setFloat64(0, value);
      return "f64:" + view.getBigInt64(0);
    default:
      return kind + ":" + value;
  }
}

const words = (text) => (text === "-" ? [] : text.split(","));

function check(expected, actual) {
  if (actual !== expected) throw new Error(`gave ${actual} where it was to give ${expected}`);
}

const report = (samples) => say("samples " + samples.join(" "));

function one(work, warmUp, measure) {
  if (measure === 0) return;
  while (now() - start < warmUp) work();
  const samples = [];
  const begin = now();
  let last = begin;
  while (last - begin < measure || (samples.length < LEAST_SAMPLES && last - begin < 2 * measure)) {
    work();
    const end = now();
    samples.push(end - last);
    last = end;
  }
  report(samples);
}

function many(work, countsFor, warmUp, measure) {
  let times = 1;
  let batch = 0;
  while (now() - start < warmUp || batch < BATCH) {
    if (batch < BATCH) times *= 2;
    const begin = now();
    work(times);
    batch = now() - begin;
  }
  const samples = [];
  const begin = now();
  let last = begin;
  while (last - begin < measure || samples.length < LEAST_SAMPLES) {
    work(times);
    const end = now();
    samples.push((end - last) / times / countsFor);
    last = end;
  }
  report(samples);
}

function peak() {
  try {
    return /VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1];
  } catch {
    return "0";
  }
}

function run(task, file, name, args, results, warmUp, measure) {
  const pace = [warmUp * 1_000_000, measure * 1_000_000];
  const module = readFileSync(file);
  const load = () => new WebAssembly.Module(module);
  const longer = Buffer.concat([module, Buffer.from([0, 5, 0, 0, 0, 0, 0])]);
  let loaded = 0;
  const loadUnknown = () => {
    longer.writeInt32BE(++loaded, module.length + 3);
    new WebAssembly.Module(longer);
  };
  const instance = (imports) => new WebAssembly.Instance(load(), imports).exports;
  switch (task) {
    case "run": {
      const exported = instance({})[name];
      const values = words(args).map(given);
      const kinds = words(results);
      const call = () => {
        const raw = exported(...values);
        const all = kinds.length > 1 ? [...raw] : [raw];
        return kinds.map((kind, i) => taken(kind, all[i])).join(",") || "-";
      };
      const first = call();
      say("result " + first);
      one(() => check(first, call()), ...pace);
      break;
    }
    case "load":
      one(loadUnknown, ...pace);
      break;
    case "instantiate": {
      const loaded = load();
      many((times) => {
        for (let i = 0; i < times; i++) new WebAssembly.Instance(loaded, {});
      }, 1, ...pace);
      break;
    }
    case "host-to-guest": {
      const identity = instance({}).run;
      many((times) => {
        for (let i = 0; i < times; i++) check(BigInt(i), identity(i));
      }, 1, ...pace);
      break;
    }
    default: {
      const loop = instance({ host: { next: (value) => value + 1 } }).run;
      many((times) => {
        for (let i = 0; i < times; i++) check(BigInt(CALLS_TO_HOST), loop(CALLS_TO_HOST));
      }, CALLS_TO_HOST, ...pace);
    }
  }
  say("peak " + peak());
}

const [, , task, ...rest] = process.argv;
if (task === "version") {
  say(`version ${process.versions.v8} (Node.js ${process.versions.node})`);
} else {
  run(task, ...rest);
}
