//! What both engines make of a module.

use crate::generate::{attempt, is_wait, uses};
use crate::heddle::{Heddle, Job};
use crate::native::{Calls, Native, Run};
use wasmparser::{Operator, Validator, WasmFeatures};

/// The two engines, and the validator that decides what is valid.
pub struct Judge {
    pub heddle: Heddle,
    pub native: Native,
}

/// Whether both said the same.
pub enum Outcome {
    /// Both ran it, with these calls.
    Ran { calls: Calls },
    /// Both loaded it; it was not run.
    Loaded,
    /// Both refused it.
    Refused,
    /// One of them met a limit that the other does not have.
    Limited(String),
    /// They differ: in what, and the details.
    Differs { what: String, details: String },
}

/// The features that Heddle has.
pub fn features() -> WasmFeatures {
    WasmFeatures::WASM3
        | WasmFeatures::FLOATS
        | WasmFeatures::GC_TYPES
        | WasmFeatures::CUSTOM_PAGE_SIZES
        | WasmFeatures::WIDE_ARITHMETIC
        | WasmFeatures::LEGACY_EXCEPTIONS
}

impl Judge {
    /// Compares the verdicts on a module, and if it is valid, what it does.
    pub fn judge(&mut self, module: &[u8], seed: u64) -> Outcome {
        match Validator::new_with_features(features()).validate_all(module) {
            Err(error) => self.refused(module, &error.to_string()),
            Ok(_) if uses(module, is_wait) => self.loaded(module),
            Ok(_) => match attempt(|| self.native.run(module, seed)) {
                Some(run) => self.ran(module, seed, &run),
                None => self.loaded(module),
            },
        }
    }

    fn refused(&mut self, module: &[u8], error: &str) -> Outcome {
        let answer = self.heddle.ask(Job::Load, "", module);
        let first = answer.first().map_or("", String::as_str);
        match first.split(' ').next() {
            Some("malformed" | "invalid" | "unsupported") => Outcome::Refused,
            Some("resource") => Outcome::Refused,
            Some("loaded") => Outcome::Differs {
                what: format!("accepts: {}", general(error)),
                details: format!("wasmparser: {error}\nHeddle: accepts it\n"),
            },
            _ => unexpected(first),
        }
    }

    fn loaded(&mut self, module: &[u8]) -> Outcome {
        let answer = self.heddle.ask(Job::Load, "", module);
        let first = answer.first().map_or("", String::as_str);
        if first == "loaded" { Outcome::Loaded } else { refuses(first) }
    }

    fn ran(&mut self, module: &[u8], seed: u64, run: &Run) -> Outcome {
        let job = if seed.is_multiple_of(2) { Job::Run } else { Job::RunMetered };
        // A module that was mutated may have lost the code that bounds it.
        let metered = run.expected.iter().any(|line| line.starts_with("resource"));
        let job = if metered { Job::RunMetered } else { job };
        let actual = self.heddle.ask(job, &run.plan, module);
        if actual.first().is_none_or(|line| line != "loaded") {
            return refuses(actual.first().map_or("", String::as_str));
        }
        if let Some(line) = actual.iter().find(|line| line.starts_with("unexpected")) {
            return unexpected(line);
        }
        for (index, expected) in run.expected.iter().enumerate() {
            let found = actual.get(index).map_or("", String::as_str);
            if expected.starts_with("resource") || found.starts_with("resource") {
                return Outcome::Limited(format!("{expected} / {}", general(found)));
            }
            let found = same_kind(found);
            if *expected != found && same_but_nans(expected, &found) {
                return Outcome::Limited("other bits of a NaN".into());
            }
            if *expected != found && uses(module, is_multiply_add) {
                return Outcome::Limited("relaxed multiply-add".into());
            }
            if *expected != found && expected.contains(":ffffffff") && uses(module, is_growth) {
                return Outcome::Limited("growth".into());
            }
            if *expected != found && !both_apply(expected, &found) {
                let step = index.checked_sub(2).and_then(|i| steps(&run.plan).nth(i));
                return Outcome::Differs {
                    what: format!("runs: {} / {}", word(expected), word(&found)),
                    details: format!(
                        "line {index}, {job}, after {step:?}\nWasmtime: {expected}\nHeddle: {found}\n",
                        job = if job == Job::Run { "unmetered" } else { "metered" },
                    ),
                };
            }
        }
        match actual.get(run.expected.len()) {
            Some(line) => unexpected(line),
            None => Outcome::Ran { calls: run.calls },
        }
    }
}

/// The steps of a plan that have a line in the answer each.
fn steps(plan: &str) -> impl Iterator<Item = &str> {
    plan.lines().filter(|line| line.starts_with("call"))
}

fn refuses(answer: &str) -> Outcome {
    match answer.split(' ').next() {
        Some("malformed" | "invalid" | "unsupported") => Outcome::Differs {
            what: format!("refuses: {}", general(answer)),
            details: format!("wasmparser: accepts it\nHeddle: {answer}\n"),
        },
        Some("resource") => Outcome::Limited(general(answer)),
        _ => unexpected(answer),
    }
}

fn unexpected(answer: &str) -> Outcome {
    Outcome::Differs { what: general(answer), details: format!("Heddle: {answer}\n") }
}

/// Whether these may be two reasons for a trap of one instruction, of which the engines look at one
/// or the other first: an atomic access that is misaligned and out of bounds, and a copy from a
/// null array to an index out of bounds.
fn both_apply(expected: &str, found: &str) -> bool {
    matches!(
        (expected, found),
        ("trap UNALIGNED_ATOMIC", "trap MEMORY_OUT_OF_BOUNDS")
            | ("trap ARRAY_OUT_OF_BOUNDS", "trap NULL_REFERENCE")
    )
}

/// Wasmtime tells fewer kinds of traps apart.
fn same_kind(line: &str) -> String {
    match line {
        "trap UNDEFINED_ELEMENT" => "trap TABLE_OUT_OF_BOUNDS".into(),
        _ if line.starts_with("link ") => "link".into(),
        _ if line.starts_with("trap NULL_") => "trap NULL_REFERENCE".into(),
        _ => line.to_owned(),
    }
}

/// Whether two lines differ in bits of NaNs only, which the specification leaves open. In modules
/// as they were generated that does not happen: their code makes the bits of NaNs equal.
fn same_but_nans(expected: &str, found: &str) -> bool {
    fn words(line: &str) -> impl Iterator<Item = &str> {
        line.split([' ', ',', '{', '[', '('])
    }
    words(expected).count() == words(found).count()
        && words(expected).zip(words(found)).all(|(a, b)| a == b || both_nans(a, b))
}

/// Whether the lanes of two values are the same or both NaNs, looked at as one type or the other.
fn both_nans(a: &str, b: &str) -> bool {
    let (Some((kind, a)), Some((_, b))) = (a.split_once(':'), b.split_once(':')) else {
        return false;
    };
    let (Ok(a), Ok(b)) = (u128::from_str_radix(a, 16), u128::from_str_radix(b, 16)) else {
        return false;
    };
    let is_nan = |value: u128, shift: u32, width: u32| match width {
        32 => f32::from_bits((value >> shift) as u32).is_nan(),
        _ => f64::from_bits((value >> shift) as u64).is_nan(),
    };
    let alike = |bits: u32, width: u32| {
        (0..bits).step_by(width as usize).all(|shift| {
            let lane = (1 << width) - 1;
            a >> shift & lane == b >> shift & lane
                || is_nan(a, shift, width) && is_nan(b, shift, width)
        })
    };
    match kind {
        "f32" => alike(32, 32),
        "f64" => alike(64, 64),
        "v128" => alike(128, 32) || alike(128, 64),
        _ => false,
    }
}

/// Whether the specification leaves open how often it rounds. Heddle follows the deterministic
/// profile and rounds twice; Wasmtime, even if it is to be deterministic, once.
fn is_multiply_add(operator: &Operator<'_>) -> bool {
    use Operator::*;
    matches!(operator, F32x4RelaxedMadd | F32x4RelaxedNmadd | F64x2RelaxedMadd | F64x2RelaxedNmadd)
}

/// Whether it is up to the engine to do it, or to return -1.
fn is_growth(operator: &Operator<'_>) -> bool {
    matches!(operator, Operator::MemoryGrow { .. } | Operator::TableGrow { .. })
}

/// The first words of an outcome, to tell differences apart.
fn word(line: &str) -> String {
    match line.split_once(' ') {
        Some(("trap", _)) => line.to_owned(),
        Some((first, _)) => first.to_owned(),
        None => line.to_owned(),
    }
}

/// A message without its numbers.
fn general(message: &str) -> String {
    let end = message.find(" at ").unwrap_or(message.len());
    let text: String = message[..end].chars().take(120).filter(|c| !c.is_ascii_digit()).collect();
    text.lines().next().unwrap_or("").to_owned()
}
