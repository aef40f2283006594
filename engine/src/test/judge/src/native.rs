//! Wasmtime: runs a module, and so decides on the plan that Heddle has to follow.

use crate::values::{DEPTH, ELEMENTS, Random, mixed, show, show_all};
use std::collections::HashSet;
use wasmtime::*;

/// What one call may do; it keeps mutants from running for ever.
const FUEL: u64 = 500_000;
/// How often each export is called.
const ROUNDS: u64 = 6;
/// How many bytes of a memory are compared; of all but a few mutants' it is all.
const HASHED: usize = 1 << 20;
/// Heddle has the same limits.
const MEMORY: usize = 1 << 28;
const TABLE: usize = 1 << 20;
const STACK: usize = 64 << 20;
const GC_HEAP: u64 = 256 << 20;
/// How many functions and loops a call may enter, which generated code counts in a global.
const GUEST_FUEL: i32 = 500;
/// The name under which that global is exported.
pub const FUEL_EXPORT: &str = "judge-fuel";

/// What was done, and what came out, as lines that Heddle's answer should be equal to.
pub struct Run {
    pub plan: String,
    pub expected: Vec<String>,
    pub calls: Calls,
}

/// How many calls returned, trapped, and ended with an exception.
#[derive(Clone, Copy, Default)]
pub struct Calls {
    pub returned: u64,
    pub trapped: u64,
    pub threw: u64,
}

/// The other engine.
pub struct Native {
    engine: Engine,
}

/// The host's state, which all that guests pass to it changes, and the tags that it gave to them.
#[derive(Default)]
struct Host {
    state: u64,
    tags: Vec<Tag>,
    limits: StoreLimits,
}

impl Native {
    pub fn new() -> Native {
        let mut config = Config::new();
        config
            .wasm_tail_call(true)
            .wasm_custom_page_sizes(true)
            .wasm_threads(true)
            .wasm_reference_types(true)
            .wasm_function_references(true)
            .wasm_wide_arithmetic(true)
            .wasm_gc(true)
            .wasm_simd(true)
            .wasm_relaxed_simd(true)
            .relaxed_simd_deterministic(true)
            .wasm_multi_memory(true)
            .wasm_memory64(true)
            .wasm_extended_const(true)
            .wasm_exceptions(true)
            .shared_memory(true)
            .consume_fuel(true)
            .max_wasm_stack(STACK)
            .async_stack_size(2 * STACK)
            .cranelift_opt_level(OptLevel::None)
            .memory_reservation(1 << 24)
            .memory_guard_size(0)
            .signals_based_traps(false)
            .memory_init_cow(false)
            .gc_heap_reservation(GC_HEAP);
        Native { engine: Engine::new(&config).expect("these go together") }
    }

    /// Runs the module: all exports, with arguments that depend on the seed. If it has imports, a
    /// second instance of it may get them from the first. Nothing if Wasmtime cannot compile it, or
    /// the host has nothing for an import.
    pub fn run(&self, bytes: &[u8], seed: u64) -> Option<Run> {
        let module = Module::new(&self.engine, bytes).ok()?;
        let names: HashSet<_> = module.imports().map(|i| (i.module(), i.name())).collect();
        if names.len() < module.imports().len() {
            return None;
        }
        let mut course = Course::new(&self.engine, seed);
        let mut imports = Vec::new();
        for import in module.imports() {
            imports.push(supply(&mut course.store, import.ty())?);
        }
        if course.instantiate(&module, &imports)
            && (imports.is_empty() || seed.is_multiple_of(4) || course.link(&module))
        {
            course.calls();
        }
        Some(course.run)
    }
}

/// One run of a module while it lasts.
struct Course {
    store: Store<Host>,
    seed: u64,
    /// The exports of all instances, with their names.
    exports: Vec<(String, Extern)>,
    pool: Vec<Val>,
    run: Run,
}

impl Course {
    fn new(engine: &Engine, seed: u64) -> Course {
        let limits = StoreLimitsBuilder::new().memory_size(MEMORY).table_elements(TABLE).build();
        let mut store = Store::new(engine, Host { limits, ..Host::default() });
        store.limiter(|host| &mut host.limits);
        store.set_fuel(FUEL).expect("fuel is on");
        let expected = vec!["loaded".into()];
        Course {
            store,
            seed,
            exports: Vec::new(),
            pool: Vec::new(),
            run: Run { plan: String::new(), expected, calls: Calls::default() },
        }
    }

    /// Makes an instance, and tells whether it did.
    fn instantiate(&mut self, module: &Module, imports: &[Extern]) -> bool {
        let store = &mut self.store;
        let instance = match Instance::new(&mut *store, module, imports) {
            Ok(instance) => instance,
            Err(e) => {
                let line = failure(store, e);
                self.run.expected.push(line);
                return false;
            }
        };
        self.run.expected.push("instantiated".into());
        for export in module.exports() {
            let value = instance.get_export(&mut *store, export.name()).expect("it is exported");
            if let Extern::Func(function) = value {
                self.pool.push(Val::FuncRef(Some(function)));
            }
            self.exports.push((export.name().to_owned(), value));
        }
        true
    }

    /// Makes an instance that imports what the first exports, and tells whether it did.
    fn link(&mut self, module: &Module) -> bool {
        let mut random = Random(self.seed);
        let mut imports = Vec::new();
        self.run.plan += "link";
        for import in module.imports() {
            let choice = random.below(8);
            let fitting: Vec<usize> = (0..self.exports.len())
                .filter(|i| choice == 0 || fits(&self.store, &self.exports[*i].1, &import.ty()))
                .collect();
            if fitting.is_empty() || choice == 1 {
                self.run.plan += " host";
                let supplied = supply(&mut self.store, import.ty());
                imports.push(supplied.expect("it was supplied before"));
            } else {
                let at = fitting[random.below(fitting.len())];
                self.run.plan += &format!(" {at}");
                imports.push(self.exports[at].1.clone());
            }
        }
        self.run.plan += "\n";
        self.instantiate(module, &imports)
    }

    /// Calls all exports a few times, as long as there is no limit in the way.
    fn calls(&mut self) {
        for round in 0..ROUNDS {
            for index in 0..self.exports.len() {
                if !self.call(index, round) {
                    return;
                }
            }
            self.run.plan += "state\n";
            for (index, (_, export)) in self.exports.iter().enumerate() {
                self.run.expected.extend(state(&mut self.store, index, export));
            }
        }
    }

    /// Calls an export, if it is a function that there are arguments for; false at a limit.
    fn call(&mut self, index: usize, round: u64) -> bool {
        let (name, Extern::Func(function)) = &self.exports[index] else { return true };
        let store = &mut self.store;
        let mut random = Random(self.seed ^ round << 32 ^ hash(name.bytes()));
        let ty = function.ty(&*store);
        let arguments: Option<Vec<(Val, String)>> =
            ty.params().map(|ty| random.value(store, &ty, &self.pool)).collect();
        let Some(arguments) = arguments else { return true };
        for (at, (name, export)) in self.exports.iter().enumerate() {
            if let Extern::Global(fuel) = export
                && name == FUEL_EXPORT
                && fuel.set(&mut *store, Val::I32(GUEST_FUEL)).is_ok()
            {
                self.run.plan += &format!("set {at} i32:{GUEST_FUEL:x}\n");
            }
        }
        let (values, words): (Vec<Val>, Vec<String>) = arguments.into_iter().unzip();
        self.run.plan += &format!("call {index} {}\n", words.join(" "));
        let mut results = vec![Val::I32(0); ty.results().len()];
        store.set_fuel(FUEL).expect("fuel is on");
        let outcome = match function.call(&mut *store, &values, &mut results) {
            Ok(()) => {
                self.pool.extend(results.iter().filter(|v| is_object(v)).copied());
                format!("ok {}", show_all(store, &results, DEPTH))
            }
            Err(e) => failure(store, e),
        };
        let counted = match outcome.split(' ').next() {
            Some("ok") => Some(&mut self.run.calls.returned),
            Some("trap") => Some(&mut self.run.calls.trapped),
            Some("throw") => Some(&mut self.run.calls.threw),
            _ => None,
        };
        let goes_on = counted.is_some();
        if let Some(count) = counted {
            *count += 1;
        }
        self.run.expected.push(outcome);
        goes_on
    }
}

/// Whether an export is of a type that may be imported; sizes and limits are not looked at.
fn fits(store: &Store<Host>, export: &Extern, wanted: &ExternType) -> bool {
    match (export.ty(store), wanted) {
        (ExternType::Func(found), ExternType::Func(wanted)) => FuncType::eq(&found, wanted),
        (ExternType::Tag(found), ExternType::Tag(wanted)) => FuncType::eq(found.ty(), wanted.ty()),
        (ExternType::Global(found), ExternType::Global(wanted)) => {
            ValType::eq(found.content(), wanted.content())
                && found.mutability() == wanted.mutability()
        }
        (ExternType::Table(found), ExternType::Table(wanted)) => {
            RefType::eq(found.element(), wanted.element()) && found.is_64() == wanted.is_64()
        }
        (ExternType::Memory(found), ExternType::Memory(wanted)) => {
            found.page_size() == wanted.page_size()
                && found.is_64() == wanted.is_64()
                && found.is_shared() == wanted.is_shared()
        }
        _ => false,
    }
}

fn is_object(value: &Val) -> bool {
    match value {
        Val::FuncRef(r) => r.is_some(),
        Val::ExternRef(r) => r.is_some(),
        Val::AnyRef(r) => r.is_some(),
        Val::ExnRef(r) => r.is_some(),
        _ => false,
    }
}

fn failure(store: &mut Store<Host>, error: Error) -> String {
    if let Some(exception) = store.take_pending_exception() {
        let fields: Vec<Val> = exception.fields(&mut *store).expect("it is alive").collect();
        return format!("throw {}", show_all(store, &fields, DEPTH));
    }
    let Some(trap) = error.downcast_ref::<Trap>() else {
        if error.to_string().starts_with("incompatible import type") {
            return "link".into();
        }
        return format!("resource {error:?}").replace('\n', " ");
    };
    let kind = match trap {
        Trap::StackOverflow | Trap::OutOfFuel | Trap::AllocationTooLarge => {
            return format!("resource {trap:?}");
        }
        Trap::MemoryOutOfBounds => "MEMORY_OUT_OF_BOUNDS",
        Trap::HeapMisaligned => "UNALIGNED_ATOMIC",
        Trap::TableOutOfBounds => "TABLE_OUT_OF_BOUNDS",
        Trap::IndirectCallToNull => "UNINITIALIZED_ELEMENT",
        Trap::BadSignature => "INDIRECT_CALL_TYPE_MISMATCH",
        Trap::IntegerOverflow => "INTEGER_OVERFLOW",
        Trap::IntegerDivisionByZero => "INTEGER_DIVIDE_BY_ZERO",
        Trap::BadConversionToInteger => "INVALID_CONVERSION",
        Trap::UnreachableCodeReached => "UNREACHABLE",
        Trap::AtomicWaitNonSharedMemory => "EXPECTED_SHARED_MEMORY",
        Trap::NullReference => "NULL_REFERENCE",
        Trap::ArrayOutOfBounds => "ARRAY_OUT_OF_BOUNDS",
        Trap::CastFailure => "CAST_FAILURE",
        other => return format!("trap {other:?}"),
    };
    format!("trap {kind}")
}

fn state(store: &mut Store<Host>, index: usize, export: &Extern) -> Option<String> {
    match export {
        Extern::Global(global) => {
            let value = global.get(&mut *store);
            Some(format!("global {index} {}", show(store, &value, DEPTH)))
        }
        Extern::Memory(memory) => {
            let data = memory.data(&*store);
            let hash = hash(data.iter().take(HASHED).copied());
            Some(format!("memory {index} {:x} {hash:x}", data.len()))
        }
        Extern::SharedMemory(memory) => {
            // No other thread runs.
            let bytes = memory.data().iter().take(HASHED).map(|cell| unsafe { *cell.get() });
            Some(format!("memory {index} {:x} {:x}", memory.data_size(), hash(bytes)))
        }
        Extern::Table(table) => {
            let size = table.size(&*store);
            let mut line = format!("table {index} {size}");
            for at in 0..size.min(ELEMENTS) {
                let value: Val = table.get(&mut *store, at).expect("it is in bounds").into();
                line += " ";
                line += &show(store, &value, DEPTH);
            }
            Some(line)
        }
        Extern::Func(_) | Extern::Tag(_) => None,
    }
}

fn hash(bytes: impl ExactSizeIterator<Item = u8>) -> u64 {
    let mut left = bytes.len();
    let mut bytes = bytes;
    let mut hash: u64 = 0;
    while left > 0 {
        let count = if left >= 8 { 8 } else { 1 };
        let mut word = 0;
        for i in 0..count {
            word |= u64::from(bytes.next().expect("it is as long as it says")) << (8 * i);
        }
        left -= count;
        let product = (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        hash = product ^ product >> 32;
    }
    hash
}

/// What the host gives for an import, if it can.
fn supply(store: &mut Store<Host>, ty: ExternType) -> Option<Extern> {
    Some(match ty {
        ExternType::Func(ty) => host_function(store, ty).into(),
        ExternType::Memory(ty) if ty.is_shared() => {
            SharedMemory::new(store.engine(), ty).ok()?.into()
        }
        ExternType::Memory(ty) => Memory::new(&mut *store, ty).ok()?.into(),
        ExternType::Table(ty) => {
            let initial = Ref::null(ty.element().heap_type());
            Table::new(&mut *store, ty, initial).ok()?.into()
        }
        ExternType::Global(ty) => {
            let value = host_value(&mut *store, ty.content())?;
            Global::new(&mut *store, ty, value).ok()?.into()
        }
        ExternType::Tag(ty) => {
            // Heddle's host makes tags of types that are defined alone, as on the web.
            let alone = FuncType::new(store.engine(), ty.ty().params(), ty.ty().results());
            if !FuncType::eq(ty.ty(), &alone) {
                return None;
            }
            let tag = Tag::new(&mut *store, &ty).ok()?;
            store.data_mut().tags.push(tag);
            tag.into()
        }
    })
}

fn host_function(store: &mut Store<Host>, ty: FuncType) -> Func {
    let types: Vec<ValType> = ty.results().collect();
    Func::new(store, ty, move |mut caller, arguments, results| {
        for argument in arguments {
            let host = caller.data_mut();
            match argument {
                Val::I32(v) => host.absorb(u64::from(*v as u32)),
                Val::I64(v) => host.absorb(*v as u64),
                Val::F32(v) => host.absorb(u64::from(*v)),
                Val::F64(v) => host.absorb(*v),
                Val::V128(v) => {
                    host.absorb(v.as_u128() as u64);
                    host.absorb((v.as_u128() >> 64) as u64);
                }
                reference => host.absorb(u64::from(is_object(reference))),
            }
        }
        let Host { state, tags, .. } = caller.data();
        if !tags.is_empty() && state % 8 == 0 {
            let tag = tags[(state / 8 % tags.len() as u64) as usize];
            return throw(&mut caller, tag);
        }
        for (result, ty) in results.iter_mut().zip(&types) {
            *result = host_value(&mut caller, ty).ok_or(Trap::UnreachableCodeReached)?;
        }
        Ok(())
    })
}

fn throw(caller: &mut Caller<'_, Host>, tag: Tag) -> Result<()> {
    let mut payload = Vec::new();
    for ty in tag.ty(&*caller).ty().params() {
        payload.push(host_value(&mut *caller, &ty).ok_or(Trap::UnreachableCodeReached)?);
    }
    let ty = ExnType::from_tag_type(&tag.ty(&*caller))?;
    let allocator = ExnRefPre::new(&mut *caller, ty);
    let exception = ExnRef::new(&mut *caller, &allocator, &tag, &payload)?;
    caller.as_context_mut().throw(exception)
}

/// A value that depends on all that the guest has passed to the host so far.
fn host_value(mut store: impl AsContextMut<Data = Host>, ty: &ValType) -> Option<Val> {
    let mut store = store.as_context_mut();
    store.data_mut().absorb(7);
    let state = store.data().state;
    Some(match ty {
        ValType::I32 => Val::I32(state as i32),
        ValType::I64 => Val::I64(state as i64),
        ValType::F32 => Val::F32((((state as i32) >> 8) as f32).to_bits()),
        ValType::F64 => Val::F64(f64::from(state as i32).to_bits()),
        ValType::V128 => {
            let high = (!state).wrapping_mul(3);
            Val::V128((u128::from(high) << 64 | u128::from(state)).into())
        }
        ValType::Ref(ty) => {
            let none = ty.is_nullable() && state & 1 == 0;
            match ty.heap_type() {
                HeapType::Extern if !none => {
                    let object = ExternRef::new(&mut store, state as u32 & 0xff).ok()?;
                    Val::ExternRef(Some(object))
                }
                HeapType::Any | HeapType::Eq | HeapType::I31 if !none => {
                    let value = I31::wrapping_u32(state as u32);
                    Val::AnyRef(Some(AnyRef::from_i31(&mut store, value)))
                }
                heap if ty.is_nullable() => Val::null_ref(heap),
                _ => return None,
            }
        }
    })
}

impl Host {
    fn absorb(&mut self, bits: u64) {
        self.state = mixed(self.state ^ bits);
    }
}
