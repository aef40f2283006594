// Prints what a built module imports, exports and needs; fails if the sources promise otherwise.
// Usage: node inspect.mjs sqlite3.wasm exports.txt
import { readFileSync } from "node:fs";

const imports = ["access", "close", "delete", "lock", "now", "open", "random", "read", "reserved",
  "size", "sleep", "sync", "truncate", "unlock", "write"].map((name) => `vfs.${name}`);
const features = ["bulk-memory", "mutable-globals", "nontrapping-fptoint", "sign-ext"];

const [, , moduleFile, exportsFile] = process.argv;
const bytes = readFileSync(moduleFile);
const module = new WebAssembly.Module(bytes);
const wanted = readFileSync(exportsFile, "utf8").trim().split("\n");

function same(what, actual, expected) {
  const missing = expected.filter((name) => !actual.includes(name));
  const surplus = actual.filter((name) => !expected.includes(name));
  console.log(`${what} (${actual.length}): ${actual.join(" ")}`);
  if (missing.length || surplus.length) {
    throw new Error(`${what}: missing [${missing}], not wanted [${surplus}]`);
  }
}

function custom(name) {
  const sections = WebAssembly.Module.customSections(module, name);
  if (sections.length !== 1) throw new Error(`${sections.length} sections "${name}", expected 1`);
  return Buffer.from(sections[0]);
}

// target_features: a count (one byte here), then per feature a prefix, a length and the name.
function usedFeatures() {
  const section = custom("target_features");
  const names = [];
  for (let at = 1; at < section.length; at += 2 + section[at + 1]) {
    names.push(section.toString("utf8", at + 2, at + 2 + section[at + 1]));
  }
  return names;
}

same("imports",
  WebAssembly.Module.imports(module).map((i) => `${i.module}.${i.name}`).sort(), imports);
same("exports", WebAssembly.Module.exports(module).map((e) => e.name).sort(),
  ["_initialize", "memory", ...wanted].sort());
same("features", usedFeatures().sort(), features);
if (!custom("name").includes("sqlite3VdbeExec")) {
  throw new Error("the name section lacks sqlite3VdbeExec");
}
for (const debug of [".debug_info", ".debug_line", ".debug_str"]) {
  if (WebAssembly.Module.customSections(module, debug).length) {
    throw new Error(`${debug} is left in`);
  }
}
console.log(`size: ${bytes.length} bytes`);
