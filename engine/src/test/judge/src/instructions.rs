//! Modules in which every instruction but those of control works on values that can be seen
//! afterwards. What wasm-smith makes is wilder, but much of what it computes is never looked at.

use crate::compare::features;
use crate::generate::{join, leb};
use crate::values::Random;
use wasmparser::{BinaryReader, OperatorsReader, Validator};

/// The value types that modules use, by their bytes in the binary format. After the abstract ones
/// come references to the types that `types` defines.
#[rustfmt::skip]
const TYPES: [&[u8]; 23] = [
    &[0x7f], &[0x7e], &[0x7d], &[0x7c], &[0x7b],
    &[0x70], &[0x6f], &[0x6e], &[0x6d], &[0x6c], &[0x6b], &[0x6a],
    &[0x63, 0], &[0x63, 1], &[0x63, 2], &[0x63, 3], &[0x63, 4], &[0x63, 5],
    &[0x63, 6], &[0x63, 7], &[0x63, 8], &[0x63, 9], &[0x63, 10],
];
const I32: usize = 0;
const I64: usize = 1;
const F32: usize = 2;
const F64: usize = 3;
const V128: usize = 4;
const FUNCREF: usize = 5;
const EXTERNREF: usize = 6;
const ANYREF: usize = 7;
const EQREF: usize = 8;
const I31REF: usize = 9;
const STRUCTREF: usize = 10;
const ARRAYREF: usize = 11;
const FIRST_DEFINED: usize = 12;
const FIRST_STRUCT: usize = 8;
const LAST_STRUCT: usize = 9;
/// The types of locals that are parameters, too.
const PARAMETERS: [usize; 7] = [I32, I64, F32, F64, V128, EXTERNREF, ANYREF];
/// Locals of each type.
const COPIES: usize = 2;
/// The local that counts rounds of loops.
const COUNTER: u8 = (PARAMETERS.len() + TYPES.len() * COPIES) as u8;

/// The type of all functions but the helpers.
const MAIN_TYPE: u32 = 14;
const HELPERS: usize = 4;
const CONST_I32: u8 = 0x41;
const END: u8 = 0x0b;

/// An instruction with its immediates, and what it takes and gives.
struct Instruction {
    name: String,
    bytes: Vec<u8>,
    operands: Vec<usize>,
    results: Vec<usize>,
}

/// All instructions that take and give values, found by asking the validator.
pub struct Instructions {
    /// Those with the same opcode together.
    groups: Vec<Vec<Instruction>>,
}

impl Instructions {
    /// Tries all opcodes with all immediates of some forms; it takes a few seconds.
    pub fn find() -> Instructions {
        let indexes = || (0..15u8).map(|a| vec![a]);
        let pairs = || (0..15u8).flat_map(|a| (0..11u8).map(move |b| vec![a, b]));
        let heap_types = || (0x60..0x78u8).map(|a| vec![a]);
        let accesses = || (0..5u8).flat_map(|align| [vec![align, 3], vec![0x40 | align, 1, 2]]);
        let lanes = || (0..5u8).flat_map(|align| (0..16u8).map(move |lane| vec![align, 1, lane]));
        let typed = TYPES.iter().map(|ty| [&[1], *ty].concat());
        let plain: Vec<Vec<u8>> = [vec![]].into_iter().chain(indexes()).chain(accesses()).collect();
        let objects: Vec<Vec<u8>> =
            [vec![]].into_iter().chain(indexes()).chain(heap_types()).chain(pairs()).collect();
        let others: Vec<Vec<u8>> = plain.iter().cloned().chain(heap_types()).chain(typed).collect();
        let vectors: Vec<Vec<u8>> =
            plain.iter().cloned().chain(lanes()).chain([(3..19).collect()]).collect();
        let mut opcodes: Vec<Vec<u8>> = (0x1b..=0xd4)
            .filter(|byte| !(0x1d..=0x22).contains(byte) && !(0x41..=0x44).contains(byte))
            .map(|byte| vec![byte])
            .collect();
        for (prefix, count) in [(0xfb, 0x20), (0xfc, 0x20), (0xfd, 0x120), (0xfe, 0x50)] {
            opcodes.extend((0..count).map(|code| [vec![prefix], leb(code)].concat()));
        }
        let mut groups = Vec::new();
        for opcode in opcodes {
            let forms = match opcode[0] {
                0xfb | 0xfc => &objects,
                0xfd => &vectors,
                0xfe => &plain,
                _ => &others,
            };
            let mut found: Vec<Instruction> = Vec::new();
            for form in forms {
                let bytes = [opcode.as_slice(), form].concat();
                found.extend(Instruction::of(bytes, found.last()));
            }
            if !found.is_empty() {
                groups.push(found);
            }
        }
        Instructions { groups }
    }

    /// How many opcodes there are.
    pub fn opcodes(&self) -> usize {
        self.groups.len()
    }

    /// The module of this seed.
    pub fn module(&self, seed: u64) -> Vec<u8> {
        let mut random = Random(seed);
        let bodies: Vec<Vec<u8>> = (0..6)
            .map(|_| {
                let mut code = prologue();
                for _ in 0..1 + random.below(8) {
                    self.statement(&mut code, &mut random, 2);
                }
                code.extend(epilogue());
                code.push(END);
                code
            })
            .collect();
        module(&bodies)
    }

    fn statement(&self, code: &mut Vec<u8>, random: &mut Random, depth: u32) {
        match random.below(12) {
            0 if depth > 0 => {
                self.value(code, random, I32, 2);
                code.extend([0x04, 0x40]);
                self.statements(code, random, depth - 1);
                code.push(0x05);
                self.statements(code, random, depth - 1);
                code.push(END);
            }
            1 if depth > 0 => {
                code.extend([0x02, 0x40]);
                self.statements(code, random, depth - 1);
                self.value(code, random, I32, 2);
                code.extend([0x0d, 0]);
                self.statements(code, random, depth - 1);
                code.push(END);
            }
            2 if depth == 2 => {
                code.extend([CONST_I32, 3, 0x21, COUNTER, 0x03, 0x40]);
                self.statements(code, random, 1);
                code.extend([0x20, COUNTER, CONST_I32, 1, 0x6b, 0x22, COUNTER]);
                code.extend([0x0d, 0, END]);
            }
            _ => {
                let group = &self.groups[random.below(self.groups.len())];
                let instruction = &group[random.below(group.len())];
                self.instruction(code, random, instruction, 3);
                for result in instruction.results.iter().rev() {
                    code.extend([0x21, local(*result, random.below(COPIES))]);
                }
            }
        }
    }

    fn statements(&self, code: &mut Vec<u8>, random: &mut Random, depth: u32) {
        for _ in 0..1 + random.below(2) {
            self.statement(code, random, depth);
        }
    }

    fn instruction(
        &self,
        code: &mut Vec<u8>,
        random: &mut Random,
        instruction: &Instruction,
        depth: u32,
    ) {
        for operand in &instruction.operands {
            let numbers = [I32, I64].contains(operand);
            if numbers && instruction.is_bounded() && random.below(4) > 0 {
                code.extend([if *operand == I32 { CONST_I32 } else { 0x42 }]);
                code.push(random.below(8) as u8);
            } else {
                self.value(code, random, *operand, depth - 1);
            }
        }
        code.extend(&instruction.bytes);
        code.extend(instruction.canonical());
    }

    fn value(&self, code: &mut Vec<u8>, random: &mut Random, ty: usize, depth: u32) {
        if depth > 0 && random.below(3) == 0 {
            for _ in 0..20 {
                let group = &self.groups[random.below(self.groups.len())];
                let instruction = &group[random.below(group.len())];
                if instruction.results == [ty] {
                    return self.instruction(code, random, instruction, depth);
                }
            }
        }
        if ty <= V128 && random.below(3) == 0 {
            let value = random.number(ty);
            code.push([CONST_I32, 0x42, 0x43, 0x44, 0xfd][ty]);
            match ty {
                I32 => code.extend(signed_leb(i64::from(value as i32))),
                I64 => code.extend(signed_leb(value as i64)),
                F32 => code.extend((value as u32).to_le_bytes()),
                F64 => code.extend((value as u64).to_le_bytes()),
                _ => {
                    code.push(0x0c);
                    code.extend(value.to_le_bytes());
                }
            }
            return;
        }
        let below = below(ty);
        code.extend([0x20, local(below[random.below(below.len())], random.below(COPIES))]);
    }
}

impl Instruction {
    /// The instruction of these bytes, if they are a valid one; `like` is one with the same opcode.
    fn of(bytes: Vec<u8>, like: Option<&Instruction>) -> Option<Instruction> {
        let mut operators = OperatorsReader::new(BinaryReader::new(&bytes, 0));
        let name = format!("{:?}", operators.read().ok()?);
        let name = name.split([' ', '{', '(']).next().unwrap_or_default().to_owned();
        let excluded = ["Wait", "Madd", "Nmadd", "BrOn"];
        if !operators.eof() || excluded.iter().any(|word| name.contains(word)) {
            return None;
        }
        let with = |operands: &[usize], results: &[usize]| {
            let operands = operands.iter().flat_map(|ty| [0x20, local(*ty, 0)]);
            let results = results.iter().rev().flat_map(|ty| [0x21, local(*ty, 0)]);
            operands.chain(bytes.iter().copied()).chain(results).collect::<Vec<u8>>()
        };
        // Below unreachable code is whatever is asked for.
        let takes = |operands: &[usize]| {
            is_valid(&[&[0x00], with(operands, &[]).as_slice(), &[0x00]].concat())
        };
        let is = |operands: &[usize], results: &[usize]| {
            is_valid(&[with(operands, results), epilogue()].concat())
        };
        if !takes(&[]) {
            return None;
        }
        if let Some(Instruction { operands, results, .. }) = like
            && is(operands, results)
        {
            return Some(Instruction {
                name,
                bytes,
                operands: operands.clone(),
                results: results.clone(),
            });
        }
        let mut operands = Vec::new();
        loop {
            let fitting: Vec<Vec<usize>> = (0..TYPES.len())
                .map(|ty| [&[ty], operands.as_slice()].concat())
                .filter(|operands| takes(operands))
                .collect();
            // An operand that may be anything is none.
            if fitting.len() == TYPES.len() {
                break;
            }
            operands = fitting.into_iter().next()?;
        }
        // The last that fits is the most special one.
        let one = (0..TYPES.len()).rev().map(|ty| vec![ty]);
        let results = [vec![], vec![I64, I64]]
            .into_iter()
            .chain(one)
            .find(|results| is(&operands, results))?;
        Some(Instruction { name, bytes, operands, results })
    }

    /// Whether it looks at indexes or lengths, which are better small.
    fn is_bounded(&self) -> bool {
        ["Array", "Table", "Memory", "Load", "Store", "Atomic", "Data", "Elem"]
            .iter()
            .any(|word| self.name.contains(word))
    }

    /// What makes the bits of NaNs in its result canonical.
    fn canonical(&self) -> Vec<u8> {
        let keeps = ["Abs", "Neg", "Copysign", "ReplaceLane", "Splat", "Load", "Reinterpret"];
        if keeps.iter().any(|word| self.name.contains(word)) {
            return vec![];
        }
        match (self.results.as_slice(), self.name.get(..5)) {
            ([F32], _) if self.name.starts_with("F32") => vec![0x10, 0],
            ([F64], _) if self.name.starts_with("F64") => vec![0x10, 1],
            ([V128], Some("F32x4")) => vec![0x10, 2],
            ([V128], Some("F64x2")) => vec![0x10, 3],
            _ => vec![],
        }
    }
}

/// A local of the type.
fn local(ty: usize, copy: usize) -> u8 {
    (PARAMETERS.len() + ty * COPIES + copy) as u8
}

/// The type and those below it.
fn below(ty: usize) -> Vec<usize> {
    let structures = FIRST_DEFINED + FIRST_STRUCT..=FIRST_DEFINED + LAST_STRUCT;
    let defined = FIRST_DEFINED..TYPES.len();
    match ty {
        ANYREF => (ANYREF..TYPES.len()).collect(),
        EQREF => (EQREF..TYPES.len()).collect(),
        STRUCTREF => [STRUCTREF].into_iter().chain(structures).collect(),
        ARRAYREF => {
            let arrays = defined.filter(|ty| !structures.contains(ty));
            [ARRAYREF].into_iter().chain(arrays).collect()
        }
        _ if ty == *structures.start() => structures.collect(),
        _ => vec![ty],
    }
}

fn is_valid(code: &[u8]) -> bool {
    let body = [locals().as_slice(), code, &[END]].concat();
    Validator::new_with_features(features()).validate_all(&module(&[body])).is_ok()
}

/// Gives the values of all locals, as the type of the functions wants it.
fn epilogue() -> Vec<u8> {
    (PARAMETERS.len() as u8..COUNTER).flat_map(|local| [0x20, local]).collect()
}

/// The declaration of the locals that are not parameters.
fn locals() -> Vec<u8> {
    let mut bytes = leb(TYPES.len() as u32 + 1);
    for ty in TYPES {
        bytes.push(COPIES as u8);
        bytes.extend(ty);
    }
    bytes.extend([1, 0x7f]);
    bytes
}

/// Gives the locals their first values.
fn prologue() -> Vec<u8> {
    let mut code = locals();
    for (i, ty) in PARAMETERS.iter().enumerate() {
        code.extend([0x20, i as u8, 0x21, local(*ty, 0)]);
    }
    let mut set = |ty: usize, value: &[u8]| {
        for copy in 0..COPIES {
            code.extend(value);
            code.extend([0x21, local(ty, copy)]);
        }
    };
    set(FUNCREF, &[0xd2, 0]);
    set(EQREF, &[CONST_I32, 9, 0xfb, 0x1c]);
    set(I31REF, &[CONST_I32, 0x79, 0xfb, 0x1c]);
    set(STRUCTREF, &[0xfb, 0x01, FIRST_STRUCT as u8]);
    set(ARRAYREF, &[CONST_I32, 3, 0xfb, 0x07, 0]);
    for defined in 0..TYPES.len() - FIRST_DEFINED {
        if (FIRST_STRUCT..=LAST_STRUCT).contains(&defined) {
            set(FIRST_DEFINED + defined, &[0xfb, 0x01, defined as u8]);
        } else {
            set(FIRST_DEFINED + defined, &[CONST_I32, 6, 0xfb, 0x07, defined as u8]);
        }
    }
    code
}

/// The module with these functions, all of the same type.
fn module(bodies: &[Vec<u8>]) -> Vec<u8> {
    let helpers = helpers();
    let count = HELPERS + bodies.len();
    let functions = (0..count).map(|i| match i {
        0 => leb(11),
        1 => leb(12),
        2 | 3 => leb(13),
        _ => leb(MAIN_TYPE),
    });
    let tables = [[0x70, 1, 10, 20], [0x6f, 1, 10, 20], [0x6e, 1, 10, 20]];
    let memories = [[1, 1, 2], [5, 1, 2]];
    let globals = TYPES.iter().enumerate().map(|(i, ty)| {
        let zero: Vec<u8> = match i {
            I32 => vec![CONST_I32, 0],
            I64 => vec![0x42, 0],
            F32 => vec![0x43, 0, 0, 0, 0],
            F64 => vec![0x44, 0, 0, 0, 0, 0, 0, 0, 0],
            V128 => [&[0xfd, 0x0c], [0; 16].as_slice()].concat(),
            _ => vec![0xd0, *ty.last().expect("it is not empty")],
        };
        [*ty, &[1], &zero, &[END]].concat()
    });
    let mut exports: Vec<Vec<u8>> = Vec::new();
    for (letter, kind, count) in
        [(b'f', 0, count), (b't', 1, tables.len()), (b'm', 2, 2), (b'g', 3, TYPES.len())]
    {
        exports.extend((0..count as u8).map(|i| vec![2, letter, b'A' + i, kind, i]));
    }
    let elements: [&[u8]; 2] = [
        &[5, 0x70, 2, 0xd2, 4, END, 0xd0, 0x70, END],
        &[5, 0x6e, 2, CONST_I32, 5, 0xfb, 0x1c, END, 0xd0, 0x6e, END],
    ];
    let code = helpers.iter().chain(bodies).map(|b| [leb(b.len() as u32), b.clone()].concat());
    let data = (0..2u8).map(|i| [&[1, 40], [0x5a ^ i; 40].as_slice()].concat());
    join(&[
        (1, vector(types())),
        (3, vector(functions)),
        (4, vector(tables)),
        (5, vector(memories)),
        (6, vector(globals)),
        (7, vector(exports)),
        (9, vector(elements)),
        (12, vec![2]),
        (10, vector(code)),
        (11, vector(data)),
    ])
}

fn types() -> Vec<Vec<u8>> {
    let fields: [&[u8]; 8] =
        [&[0x78], &[0x77], &[0x7f], &[0x7e], &[0x7d], &[0x7c], &[0x7b], &[0x6e]];
    let mutable = |ty: &[u8]| [ty, &[1]].concat();
    let mut types: Vec<Vec<u8>> =
        fields.iter().map(|ty| [vec![0x5e], mutable(ty)].concat()).collect();
    let structure = |count: usize| -> Vec<u8> {
        [vec![0x5f], vector(fields[..count].iter().map(|ty| mutable(ty)))].concat()
    };
    types.push([vec![0x50, 0], structure(5)].concat());
    types.push([vec![0x50, 1, FIRST_STRUCT as u8], structure(8)].concat());
    types.push(vec![0x5e, 0x70, 1]);
    for ty in [F32, F64, V128] {
        types.push([&[0x60, 1], TYPES[ty], &[1], TYPES[ty]].concat());
    }
    let parameters = vector(PARAMETERS.iter().map(|ty| TYPES[*ty]));
    let results = vector(TYPES.iter().flat_map(|ty| [ty; COPIES]));
    types.push([vec![0x60], parameters, results].concat());
    types
}

/// Functions that replace NaNs by the canonical one: of a number and of the lanes of a vector.
fn helpers() -> [Vec<u8>; HELPERS] {
    let nan32 = [0, 0, 0xc0, 0x7f];
    let nan64 = [0, 0, 0, 0, 0, 0, 0xf8, 0x7f];
    let scalar = |constant: u8, nan: &[u8], eq: u8| {
        [&[0, 0x20, 0, constant], nan, &[0x20, 0, 0x20, 0, eq, 0x1b, END]].concat()
    };
    let vector = |nan: &[u8], eq: u8| {
        let lanes = nan.repeat(16 / nan.len());
        let end = [0x20, 0, 0x20, 0, 0xfd, eq, 0xfd, 0x52, END];
        [&[0, 0x20, 0, 0xfd, 0x0c], lanes.as_slice(), &end].concat()
    };
    [
        scalar(0x43, &nan32, 0x5b),
        scalar(0x44, &nan64, 0x61),
        vector(&nan32, 0x41),
        vector(&nan64, 0x47),
    ]
}

/// A vector of the binary format.
fn vector<T: AsRef<[u8]>>(items: impl IntoIterator<Item = T>) -> Vec<u8> {
    let mut count = 0;
    let mut content = Vec::new();
    for item in items {
        content.extend(item.as_ref());
        count += 1;
    }
    [leb(count), content].concat()
}

fn signed_leb(mut value: i64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let byte = value as u8 & 0x7f;
        value >>= 7;
        let sign = -i64::from(byte >> 6);
        if value == sign {
            bytes.push(byte);
            return bytes;
        }
        bytes.push(byte | 0x80);
    }
}
