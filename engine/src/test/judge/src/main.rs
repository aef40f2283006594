//! Compares Heddle with Wasmtime on generated and mutated modules. See `README.md`.

mod compare;
mod configurations;
mod generate;
mod heddle;
mod instructions;
mod mutate;
mod native;
mod values;

use compare::{Judge, Outcome};
use instructions::Instructions;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use values::{Random, mixed};
use wasm_shrink::WasmShrink;

const STACK: usize = 256 << 20;
const USAGE: &str = "usage: judge JAVA CLASSES run SECONDS SEED FINDINGS [CONFIGURATION]
       judge JAVA CLASSES mutate SECONDS SEED FINDINGS CORPUS
       judge JAVA CLASSES show FILE SEED
       judge JAVA CLASSES shrink FILE SEED";

fn main() {
    std::panic::set_hook(Box::new(|panic| eprintln!("{panic}")));
    let work = || {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        command(&arguments)
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(work);
    if thread.expect("a thread starts").join().expect("it does not panic").is_none() {
        eprintln!("{USAGE}");
        std::process::exit(2);
    }
}

fn command(arguments: &[&str]) -> Option<()> {
    let [java, classes, command, rest @ ..] = arguments else { return None };
    let judge = Judge {
        heddle: heddle::Heddle::new(Path::new(java), classes),
        native: native::Native::new(),
    };
    match (*command, rest) {
        ("run", [seconds, seed, findings, only @ ..]) => {
            let mut tally = Tally::new(judge, findings);
            let only = match only {
                [] => None,
                [wanted] => Some((0..NAMES).find(|i| name(*i) == *wanted)?),
                _ => return None,
            };
            tally.generated(seconds.parse().ok()?, seed.parse().ok()?, only);
            tally.report();
        }
        ("mutate", [seconds, seed, findings, corpus]) => {
            let mut tally = Tally::new(judge, findings);
            tally.corpus(seconds.parse().ok()?, seed.parse().ok()?, Path::new(corpus));
            tally.report();
        }
        ("show", [file, seed]) => show(judge, &std::fs::read(file).ok()?, seed.parse().ok()?),
        ("shrink", [file, seed]) => shrink(judge, Path::new(file), seed.parse().ok()?),
        _ => return None,
    }
    Some(())
}

/// How many configurations there are: wasm-smith's and our own.
const NAMES: usize = configurations::ALL.len() + 1;

fn name(configuration: usize) -> &'static str {
    configurations::ALL.get(configuration).map_or("instructions", |(name, _)| name)
}

/// What was done, and what was found.
struct Tally {
    judge: Judge,
    findings: PathBuf,
    counts: BTreeMap<(String, &'static str), u64>,
    found: BTreeMap<String, u64>,
    limited: BTreeMap<String, u64>,
}

impl Tally {
    /// Of each difference, this many modules are kept.
    const KEPT: u64 = 3;
    const MUTANTS: u64 = 8;

    fn new(judge: Judge, findings: &str) -> Tally {
        std::fs::create_dir_all(findings).expect("the directory of findings can be made");
        Tally {
            judge,
            findings: PathBuf::from(findings),
            counts: BTreeMap::new(),
            found: BTreeMap::new(),
            limited: BTreeMap::new(),
        }
    }

    /// Judges modules made from seeds, and mutants of each.
    fn generated(&mut self, seconds: u64, first: u64, only: Option<usize>) {
        let end = Instant::now() + Duration::from_secs(seconds);
        let instructions = Instructions::find();
        println!("{} opcodes", instructions.opcodes());
        let mut seed = first;
        while Instant::now() < end {
            let configuration = only.unwrap_or(seed as usize % NAMES);
            let module = match configurations::ALL.get(configuration) {
                Some(_) => generate::module(configuration, mixed(seed)),
                None => Some(instructions.module(mixed(seed))),
            };
            let name = name(configuration);
            if let Some(module) = module {
                self.judge(name, &module, seed);
                let count =
                    if configuration < configurations::ALL.len() { Self::MUTANTS } else { 2 };
                self.mutants(&format!("{name} mutants"), &module, seed, count);
            }
            seed += 1;
        }
        println!("next seed: {seed}");
    }

    /// Judges mutants of all modules in a directory.
    fn corpus(&mut self, seconds: u64, first: u64, directory: &Path) {
        let mut files: Vec<PathBuf> = std::fs::read_dir(directory)
            .expect("the corpus is a directory")
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|e| e == "wasm"))
            .collect();
        files.sort();
        let end = Instant::now() + Duration::from_secs(seconds);
        let mut seed = first;
        while Instant::now() < end {
            let file = &files[(seed % files.len() as u64) as usize];
            let module = std::fs::read(file).expect("the corpus can be read");
            if seed < files.len() as u64 {
                self.judge("corpus", &module, seed);
            }
            self.mutants("corpus mutants", &module, mixed(seed), Self::MUTANTS);
            seed += 1;
        }
        println!("next seed: {seed}");
    }

    fn mutants(&mut self, name: &str, module: &[u8], seed: u64, count: u64) {
        let mut random = Random(mixed(!seed));
        for index in 0..count {
            let mutant = mutate::mutate(module, &mut random);
            self.judge(name, &mutant, seed + index);
        }
    }

    fn judge(&mut self, name: &str, module: &[u8], seed: u64) {
        let outcome = self.judge.judge(module, seed);
        let kind = match outcome {
            Outcome::Ran { calls } => {
                for (kind, count) in [
                    ("calls that returned", calls.returned),
                    ("calls that trapped", calls.trapped),
                    ("calls that threw", calls.threw),
                ] {
                    *self.counts.entry((name.to_owned(), kind)).or_default() += count;
                }
                "ran"
            }
            Outcome::Loaded => "loaded",
            Outcome::Refused => "refused",
            Outcome::Limited(what) => {
                *self.limited.entry(what).or_default() += 1;
                "limited"
            }
            Outcome::Differs { what, details } => {
                self.keep(name, module, seed, what, &details);
                "differs"
            }
        };
        *self.counts.entry((name.to_owned(), kind)).or_default() += 1;
    }

    fn keep(&mut self, name: &str, module: &[u8], seed: u64, what: String, details: &str) {
        let count = self.found.entry(what.clone()).or_default();
        *count += 1;
        if *count > Self::KEPT {
            return;
        }
        let stem = format!("{}-{seed}", name.replace(' ', "-"));
        let file = self.findings.join(format!("{stem}.wasm"));
        std::fs::write(&file, module).expect("a finding can be written");
        println!("{}, seed {seed}: {what}\n{details}", file.display());
    }

    fn report(&self) {
        for ((name, kind), count) in &self.counts {
            println!("{name}: {kind} {count}");
        }
        for (title, all) in [("limits", &self.limited), ("differences", &self.found)] {
            println!("{title}:");
            for (what, count) in all {
                println!("  {count} {what}");
            }
        }
    }
}

fn show(mut judge: Judge, module: &[u8], seed: u64) {
    if let Some(run) = judge.native.run(module, seed) {
        print!("{}", run.plan);
        let actual = judge.heddle.ask(heddle::Job::RunMetered, &run.plan, module);
        for index in 0..run.expected.len().max(actual.len()) {
            let expected = run.expected.get(index).map_or("", String::as_str);
            let found = actual.get(index).map_or("", String::as_str);
            let sign = if expected == found { ' ' } else { '!' };
            println!("{sign} {expected}\n{sign}     {found}");
        }
    }
    match judge.judge(module, seed) {
        Outcome::Ran { calls } => {
            println!("same in {} calls", calls.returned + calls.trapped + calls.threw)
        }
        Outcome::Loaded => println!("both load it"),
        Outcome::Refused => println!("both refuse it"),
        Outcome::Limited(what) => println!("limit: {what}"),
        Outcome::Differs { what, details } => println!("{what}\n{details}"),
    }
}

/// Makes a smaller module that shows the same difference, beside the file.
fn shrink(mut judge: Judge, file: &Path, seed: u64) {
    let module = std::fs::read(file).expect("the file can be read");
    let Outcome::Differs { what, .. } = judge.judge(&module, seed) else {
        println!("no difference");
        return;
    };
    let differs = |candidate: &[u8]| {
        Ok(matches!(judge.judge(candidate, seed), Outcome::Differs { what: w, .. } if w == what))
    };
    match WasmShrink::default().attempts(3000).run(module, differs) {
        Ok(small) => {
            let target = file.with_extension("shrunken.wasm");
            std::fs::write(&target, &small.output).expect("it can be written");
            println!("{}: {} bytes, {what}", target.display(), small.output.len());
        }
        Err(e) => println!("cannot be shrunk: {e}"),
    }
}
