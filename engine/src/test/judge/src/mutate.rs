//! Modules with changed bytes.

use crate::generate::{attempt, join, leb, read_leb, sections};
use crate::values::Random;
use std::ops::Range;
use wasm_mutate::WasmMutate;
use wasmparser::{BinaryReader, FunctionBody};

const CODE: u8 = 10;
const UNREACHABLE: u8 = 0;

/// A module that is somewhat different, and often no longer valid.
pub fn mutate(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    match random.below(10) {
        0 => anywhere(bytes, random),
        1 => meaningfully(bytes, random).unwrap_or_else(|| anywhere(bytes, random)),
        2..=4 => section(bytes, random).unwrap_or_else(|| anywhere(bytes, random)),
        5..=6 => body(bytes, random).unwrap_or_else(|| anywhere(bytes, random)),
        _ => instructions(bytes, random).unwrap_or_else(|| anywhere(bytes, random)),
    }
}

/// Changes bytes without regard to what they are.
fn anywhere(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    change(&mut changed, random);
    changed
}

/// Lets wasm-mutate change the module, mostly into another valid one.
fn meaningfully(bytes: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let mut mutator = WasmMutate::default();
    mutator.seed(random.bits()).fuel(300).preserve_semantics(false);
    attempt(|| mutator.run(bytes).ok()?.next()?.ok())
}

/// Changes the content of one section, and its size to match.
fn section(bytes: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let mut sections = sections(bytes)?;
    if sections.is_empty() {
        return None;
    }
    let at = random.below(sections.len());
    match random.below(20) {
        0 => {
            sections.remove(at);
        }
        1 => {
            let copy = sections[at].clone();
            sections.insert(random.below(sections.len() + 1), copy);
        }
        _ => change(&mut sections[at].1, random),
    }
    Some(join(&sections))
}

/// Changes bytes of one function, and the sizes around it to match.
fn body(bytes: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let mut bodies = bodies(bytes)?;
    let chosen = random.below(bodies.len());
    change(&mut bodies[chosen], random);
    with_bodies(bytes, &bodies)
}

/// Deletes, copies or moves one to three whole instructions, which leaves more modules valid.
fn instructions(bytes: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let mut bodies = bodies(bytes)?;
    let chosen = random.below(bodies.len());
    for _ in 0..=random.below(3) {
        let from = &bodies[random.below(bodies.len())];
        let ranges = operators(from)?;
        let copy = from[ranges[random.below(ranges.len())].clone()].to_vec();
        let body = &mut bodies[chosen];
        let ranges = operators(body)?;
        let at = ranges[random.below(ranges.len())].clone();
        match random.below(6) {
            0 => drop(body.drain(at)),
            1 | 2 => drop(body.splice(at, copy)),
            3 => drop(body.splice(at.start..at.start, [UNREACHABLE])),
            _ => drop(body.splice(at.start..at.start, copy)),
        }
    }
    with_bodies(bytes, &bodies)
}

/// Where the instructions of a function are; nothing if it has none that can be read.
fn operators(body: &[u8]) -> Option<Vec<Range<usize>>> {
    let reader = FunctionBody::new(BinaryReader::new(body, 0)).get_operators_reader().ok()?;
    let mut starts: Vec<usize> = Vec::new();
    for operator in reader.into_iter_with_offsets() {
        starts.push(operator.ok()?.1 as usize);
    }
    starts.push(body.len());
    let ranges: Vec<_> = starts.windows(2).map(|pair| pair[0]..pair[1]).collect();
    (!ranges.is_empty()).then_some(ranges)
}

/// The functions of a module, without their sizes; nothing if there are none that can be read.
fn bodies(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let sections = sections(bytes)?;
    let code = &sections.iter().find(|(id, _)| *id == CODE)?.1;
    let (count, mut at) = read_leb(code, 0)?;
    let mut bodies = Vec::new();
    for _ in 0..count {
        let (size, start) = read_leb(code, at)?;
        at = start.checked_add(size as usize)?;
        bodies.push(code.get(start..at)?.to_vec());
    }
    (!bodies.is_empty()).then_some(bodies)
}

/// The module with other functions.
fn with_bodies(bytes: &[u8], bodies: &[Vec<u8>]) -> Option<Vec<u8>> {
    let mut sections = sections(bytes)?;
    let code = &mut sections.iter_mut().find(|(id, _)| *id == CODE)?.1;
    *code = leb(bodies.len() as u32);
    for body in bodies {
        code.extend(leb(body.len() as u32));
        code.extend(body);
    }
    Some(join(&sections))
}

/// Changes one to three places.
fn change(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(3) {
        if bytes.is_empty() {
            bytes.push(random.bits() as u8);
        }
        let at = random.below(bytes.len());
        match random.below(8) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = random.bits() as u8,
            2 => bytes[at] = opcode(random),
            3 => bytes[at] = bytes[at].wrapping_add(1),
            4 => bytes[at] = bytes[at].wrapping_sub(1),
            5 => bytes.insert(at, opcode(random)),
            6 => {
                bytes.remove(at);
            }
            _ => {
                let length = 1 + random.below(8.min(bytes.len() - at));
                let copy = bytes[at..at + length].to_vec();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, copy);
            }
        }
    }
}

/// A byte that begins or is something in many modules.
fn opcode(random: &mut Random) -> u8 {
    const COMMON: [u8; 28] = [
        0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x1a, 0x1b, 0x1c, 0x1f,
        0x20, 0x40, 0x41, 0x63, 0x64, 0x6e, 0x70, 0x7f, 0xd0, 0xd2, 0xfb, 0xfc, 0xfd,
    ];
    match random.below(3) {
        0 => random.below(0xd7) as u8,
        _ => COMMON[random.below(COMMON.len())],
    }
}
