// What Suspensions.java measures, on V8: says "version ...", "call <ns>", "once <ns>", "suspension <ns>", "bytes <n>".
import { readFileSync } from "node:fs";

const [, , path, seconds] = process.argv;
const IN_A_ROUND = 1_000;
const MANY = 20_000;

if (!WebAssembly.Suspending || !WebAssembly.promising) {
  throw new Error("V8 " + process.versions.v8 + " has no JavaScript Promise Integration");
}

let waiting = [];
let later = (x) => Promise.resolve(x + 1);
const imports = {
  host: { plain: (x) => x + 1, later: new WebAssembly.Suspending((x) => later(x)) },
};
const { instance } = await WebAssembly.instantiate(readFileSync(path), imports);
const none = WebAssembly.promising(instance.exports.none);
const once = WebAssembly.promising(instance.exports.once);
const loop = WebAssembly.promising(instance.exports.later);

function check(found, expected) {
  if (found !== expected) {
    throw new Error(`expected ${expected}, found ${found}`);
  }
}

const ROUNDS = {
  async call() {
    for (let i = 0; i < IN_A_ROUND; i++) {
      check(await none(i), i);
    }
  },
  async once() {
    for (let i = 0; i < IN_A_ROUND; i++) {
      check(await once(i), i + 2);
    }
  },
  async suspension() {
    check(await loop(IN_A_ROUND), IN_A_ROUND);
  },
};

async function best(round) {
  const end = performance.now() + 1000 * seconds;
  let least = Infinity;
  while (performance.now() < end) {
    const start = process.hrtime.bigint();
    await round();
    least = Math.min(least, Number(process.hrtime.bigint() - start) / IN_A_ROUND);
  }
  return least;
}

console.log("version " + process.versions.v8);
for (const [name, round] of Object.entries(ROUNDS)) {
  console.log(name + " " + (await best(round)).toFixed(1));
}

// What the process holds, since stacks are not on V8's heap.
later = () => new Promise((resolve) => waiting.push(resolve));
const results = [];
const before = process.memoryUsage().rss;
for (let i = 0; i < MANY; i++) {
  results.push(once(i));
}
const after = process.memoryUsage().rss;
waiting.forEach((resolve, i) => resolve(i + 1));
(await Promise.all(results)).forEach((result, i) => check(result, i + 2));
console.log("bytes " + Math.round((after - before) / MANY));
