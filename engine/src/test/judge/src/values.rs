//! Values: as text, in the way the worker writes them, and from pseudo-random numbers.

use std::iter::successors;
use wasmtime::*;

/// How deep objects are shown.
pub const DEPTH: u32 = 3;
/// How many elements of an array or table are shown.
pub const ELEMENTS: u64 = 8;

/// The values as words, with a space between them.
pub fn show_all<T: 'static>(store: &mut Store<T>, values: &[Val], depth: u32) -> String {
    let shown: Vec<String> = values.iter().map(|value| show(store, value, depth)).collect();
    shown.join(" ")
}

/// The value as a word: its type and its bits, or what it refers to.
pub fn show<T: 'static>(store: &mut Store<T>, value: &Val, depth: u32) -> String {
    match value {
        Val::I32(v) => format!("i32:{v:x}"),
        Val::I64(v) => format!("i64:{v:x}"),
        Val::F32(v) => format!("f32:{v:x}"),
        Val::F64(v) => format!("f64:{v:x}"),
        Val::V128(v) => format!("v128:{:032x}", v.as_u128()),
        Val::FuncRef(Some(_)) => "func".into(),
        Val::AnyRef(Some(any)) => show_any(store, *any, depth),
        Val::ExternRef(Some(object)) => {
            let any = AnyRef::convert_extern(&mut *store, *object).expect("it is alive");
            show_any(store, any, depth)
        }
        Val::ExnRef(Some(exception)) => {
            if depth == 0 {
                return "exn".into();
            }
            let fields: Vec<Val> = exception.fields(&mut *store).expect("it is alive").collect();
            format!("exn({})", show_all(store, &fields, depth - 1))
        }
        _ => "null".into(),
    }
}

fn show_any<T: 'static>(store: &mut Store<T>, any: Rooted<AnyRef>, depth: u32) -> String {
    const ALIVE: &str = "it is alive";
    if let Some(value) = any.as_i31(&*store).expect(ALIVE) {
        return format!("i31:{:x}", value.get_u32());
    }
    if let Some(object) = any.as_struct(&*store).expect(ALIVE) {
        let types: Vec<FieldType> = object.ty(&*store).expect(ALIVE).fields().collect();
        if depth == 0 {
            return format!("struct{}", types.len());
        }
        let mut text = String::from("struct{");
        for (i, ty) in types.iter().enumerate() {
            let value = object.field(&mut *store, i).expect(ALIVE);
            text += &show(store, &unpacked(value, ty.element_type()), depth - 1);
            text += ",";
        }
        return text + "}";
    }
    if let Some(array) = any.as_array(&*store).expect(ALIVE) {
        let length = array.len(&*store).expect(ALIVE);
        let ty = array.ty(&*store).expect(ALIVE).element_type();
        let mut text = format!("array{length}[");
        if depth > 0 {
            for i in 0..length.min(ELEMENTS as u32) {
                let value = array.get(&mut *store, i).expect(ALIVE);
                text += &show(store, &unpacked(value, &ty), depth - 1);
                text += ",";
            }
        }
        return text + "]";
    }
    let object = ExternRef::convert_any(&mut *store, any).expect(ALIVE);
    match object.data(&*store).expect(ALIVE).and_then(|data| data.downcast_ref::<u32>()) {
        Some(number) => format!("host:{number:x}"),
        None => "unknown".into(),
    }
}

fn unpacked(value: Val, ty: &StorageType) -> Val {
    match (ty, value) {
        (StorageType::I8, Val::I32(v)) => Val::I32(v & 0xff),
        (StorageType::I16, Val::I32(v)) => Val::I32(v & 0xffff),
        (_, value) => value,
    }
}

/// The finaliser of SplitMix64, applied to the next state.
pub fn mixed(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

/// Pseudo-random numbers: the same from the same seed.
pub struct Random(pub u64);

impl Random {
    pub fn bits(&mut self) -> u64 {
        self.0 = mixed(self.0);
        self.0
    }

    /// From 0 to `bound`, which is not included.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.bits() % bound as u64) as usize
    }

    fn integer(&mut self) -> u64 {
        match self.below(5) {
            0 => self.bits(),
            1 => self.bits() % 256,
            2 => (self.bits() % 16).wrapping_neg(),
            3 => 1 << (self.bits() % 64),
            _ => (1 << (self.bits() % 64)) - 1,
        }
    }

    fn f32(&mut self) -> u32 {
        const EDGES: [f32; 8] =
            [0.0, -0.0, 1.5, f32::NAN, f32::INFINITY, f32::MIN_POSITIVE, 2147483648.0, 1e-45];
        match self.below(3) {
            0 => EDGES[self.below(EDGES.len())].to_bits(),
            1 => (self.integer() as i32 as f32).to_bits(),
            _ => self.bits() as u32,
        }
    }

    fn f64(&mut self) -> u64 {
        const EDGES: [f64; 8] =
            [0.0, -0.0, -1.5, f64::NAN, f64::NEG_INFINITY, 5e-324, 9223372036854775808.0, 0.1];
        match self.below(3) {
            0 => EDGES[self.below(EDGES.len())].to_bits(),
            1 => (self.integer() as i64 as f64).to_bits(),
            _ => self.bits(),
        }
    }

    /// The bits of a number or vector: of an `i32`, `i64`, `f32`, `f64` or `v128`, in this order.
    pub fn number(&mut self, ty: usize) -> u128 {
        match ty {
            0 => u128::from(self.integer() as u32),
            1 => u128::from(self.integer()),
            2 => u128::from(self.f32()),
            3 => u128::from(self.f64()),
            _ => match self.below(4) {
                0 => (0..4).fold(0, |v, _| v << 32 | u128::from(self.f32())),
                1 => u128::from(self.f64()) << 64 | u128::from(self.f64()),
                2 => u128::from(self.integer()) << 64 | u128::from(self.integer()),
                _ => u128::from(self.bits()) << 64 | u128::from(self.bits()),
            },
        }
    }

    /// A value of the type, and its word in a plan; nothing if there is none.
    pub fn value<T: 'static>(
        &mut self,
        store: &mut Store<T>,
        ty: &ValType,
        pool: &[Val],
    ) -> Option<(Val, String)> {
        Some(match ty {
            ValType::I32 => {
                let v = self.number(0) as i32;
                (Val::I32(v), format!("i32:{v:x}"))
            }
            ValType::I64 => {
                let v = self.number(1) as i64;
                (Val::I64(v), format!("i64:{v:x}"))
            }
            ValType::F32 => {
                let v = self.number(2) as u32;
                (Val::F32(v), format!("f32:{v:x}"))
            }
            ValType::F64 => {
                let v = self.number(3) as u64;
                (Val::F64(v), format!("f64:{v:x}"))
            }
            ValType::V128 => {
                let v = self.number(4);
                (Val::V128(v.into()), format!("v128:{v:032x}"))
            }
            ValType::Ref(reference) => {
                let fitting: Vec<usize> =
                    (0..pool.len()).filter(|i| is_of_type(store, &pool[*i], reference)).collect();
                let made = self.below(4);
                match reference.heap_type() {
                    HeapType::Extern if made < 2 => {
                        let number = self.bits() as u32 & 0xff;
                        let object = ExternRef::new(&mut *store, number).ok()?;
                        (Val::ExternRef(Some(object)), format!("host:{number:x}"))
                    }
                    HeapType::Any | HeapType::Eq | HeapType::I31 if made == 0 => {
                        let value = I31::wrapping_u32(self.bits() as u32);
                        let any = AnyRef::from_i31(&mut *store, value);
                        (Val::AnyRef(Some(any)), format!("i31:{:x}", value.get_u32()))
                    }
                    heap if reference.is_nullable() && (fitting.is_empty() || made == 3) => {
                        (Val::null_ref(heap), "null".into())
                    }
                    _ if fitting.is_empty() => return None,
                    _ => {
                        let at = fitting[self.below(fitting.len())];
                        (pool[at], format!("pool:{at:x}"))
                    }
                }
            }
        })
    }
}

/// Whether the object is of the type. `Val::matches_ty` compares what defined types look like; what
/// counts is where they are defined.
fn is_of_type<T: 'static>(store: &Store<T>, object: &Val, ty: &RefType) -> bool {
    let Ok(ValType::Ref(found)) = object.ty(store) else { return false };
    match (found.heap_type(), ty.heap_type()) {
        (HeapType::ConcreteFunc(f), HeapType::ConcreteFunc(t)) => {
            successors(Some(f.clone()), FuncType::supertype).any(|f| FuncType::eq(&f, t))
        }
        (HeapType::ConcreteStruct(f), HeapType::ConcreteStruct(t)) => {
            successors(Some(f.clone()), StructType::supertype).any(|f| StructType::eq(&f, t))
        }
        (HeapType::ConcreteArray(f), HeapType::ConcreteArray(t)) => {
            successors(Some(f.clone()), ArrayType::supertype).any(|f| ArrayType::eq(&f, t))
        }
        (found, wanted) => found.matches(wanted),
    }
}
