//! Modules from seeds, made by wasm-smith, and what is needed to take modules apart.

use crate::configurations;
use crate::native::FUEL_EXPORT;
use crate::values::Random;
use arbitrary::Unstructured;
use std::panic::{AssertUnwindSafe, catch_unwind};
use wasm_smith::Module;
use wasmparser::{Operator, Parser, Payload};

/// What the guest may do before somebody refills it; it matters for start functions only.
const GUEST_FUEL: u32 = 500;

/// The module of this seed; nothing if the seed does not make one.
pub fn module(configuration: usize, seed: u64) -> Option<Vec<u8>> {
    let mut random = Random(seed);
    let most = if configurations::ALL[configuration].0 == "large" { 11 } else { 7 };
    let length = 1 << (9 + random.below(most));
    let dna: Vec<u8> = (0..length).map(|_| random.bits() as u8).collect();
    let mut u = Unstructured::new(&dna);
    let mut module = attempt(|| {
        let config = configurations::choose(configuration, &mut u).ok()?;
        Module::new(config, &mut u).ok()
    })?;
    let fuel = module.ensure_termination(GUEST_FUEL).ok()?;
    let bytes = with_export(&module.to_bytes(), fuel);
    (!uses(&bytes, is_wait)).then_some(bytes)
}

/// What the code of others makes; nothing if it panics.
pub fn attempt<T>(make: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(make)).ok().flatten()
}

/// Whether the module has such an instruction.
pub fn uses(bytes: &[u8], which: impl Fn(&Operator<'_>) -> bool) -> bool {
    Parser::new(0).parse_all(bytes).any(|payload| match payload {
        Ok(Payload::CodeSectionEntry(body)) => {
            let operators = body.get_operators_reader().into_iter().flatten();
            operators.flatten().any(|operator| which(&operator))
        }
        _ => false,
    })
}

/// Whether it may wait for other threads, of which there are none.
pub fn is_wait(operator: &Operator<'_>) -> bool {
    matches!(operator, Operator::MemoryAtomicWait32 { .. } | Operator::MemoryAtomicWait64 { .. })
}

/// The module with a global exported too, under the name that the judge looks for.
fn with_export(bytes: &[u8], global: u32) -> Vec<u8> {
    const EXPORTS: u8 = 7;
    let mut sections = sections(bytes).expect("it is well-formed");
    let at = match sections.iter().position(|(id, _)| *id == EXPORTS) {
        Some(at) => at,
        None => {
            let at =
                sections.iter().position(|(id, _)| (8..=12).contains(id)).unwrap_or(sections.len());
            sections.insert(at, (EXPORTS, vec![0]));
            at
        }
    };
    let content = &mut sections[at].1;
    let (count, start) = read_leb(content, 0).expect("it is well-formed");
    let mut grown = leb(count + 1);
    grown.extend(&content[start..]);
    grown.extend(leb(FUEL_EXPORT.len() as u32));
    grown.extend(FUEL_EXPORT.as_bytes());
    grown.push(3);
    grown.extend(leb(global));
    *content = grown;
    join(&sections)
}

/// The sections of a module, each with its id.
pub fn sections(bytes: &[u8]) -> Option<Vec<(u8, Vec<u8>)>> {
    let mut sections = Vec::new();
    let mut at = 8;
    while at < bytes.len() {
        let (size, start) = read_leb(bytes, at + 1)?;
        let end = start.checked_add(size as usize)?;
        sections.push((bytes[at], bytes.get(start..end)?.to_vec()));
        at = end;
    }
    Some(sections)
}

/// A module of these sections.
pub fn join(sections: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = b"\0asm\x01\0\0\0".to_vec();
    for (id, content) in sections {
        bytes.push(*id);
        bytes.extend(leb(content.len() as u32));
        bytes.extend(content);
    }
    bytes
}

/// The LEB128 number at an offset, and the offset after it.
pub fn read_leb(bytes: &[u8], mut at: usize) -> Option<(u32, usize)> {
    let mut value: u64 = 0;
    for shift in (0..35).step_by(7) {
        let byte = *bytes.get(at)?;
        at += 1;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some((value as u32, at));
        }
    }
    None
}

/// An unsigned number as LEB128.
pub fn leb(mut value: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}
