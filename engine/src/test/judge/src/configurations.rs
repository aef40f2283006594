//! What kinds of modules are generated.

use arbitrary::{Arbitrary, Result, Unstructured};
use wasm_smith::{Config, InstructionKind, InstructionKinds, MemoryOffsetChoices};

/// A configuration with its name.
type Named = (&'static str, fn() -> Config);

/// Modules are made of all in turn.
pub const ALL: [Named; 13] = [
    ("numeric", numeric),
    ("control", control),
    ("memory", memory),
    ("simd", simd),
    ("gc", gc),
    ("exceptions", exceptions),
    ("tables", tables),
    ("threads", threads),
    ("wide", wide),
    ("imports", imports),
    ("everything", everything),
    ("large", large),
    ("swarm", everything),
];

/// The configuration for one module; that of `swarm` is different each time. Most modules have no
/// instructions that trap, or checks before them: what comes after a trap is never run.
pub fn choose(index: usize, u: &mut Unstructured<'_>) -> Result<Config> {
    let (name, make) = ALL[index];
    let base = Config { disallow_traps: u.ratio(2, 3)?, ..make() };
    if name == "large" && u.ratio(1, 4)? {
        return Ok(Config { max_funcs: 3, max_instructions: 50_000, ..base });
    }
    if name != "swarm" {
        return Ok(base);
    }
    let swarm = Config::arbitrary(u)?;
    Ok(Config {
        max_types: swarm.max_types.min(30),
        max_imports: swarm.max_imports.min(20),
        max_funcs: swarm.max_funcs.min(30),
        max_globals: swarm.max_globals.min(30),
        max_instructions: swarm.max_instructions,
        max_memories: swarm.max_memories.min(5),
        max_tables: swarm.max_tables.min(5),
        max_nesting_depth: swarm.max_nesting_depth,
        min_uleb_size: swarm.min_uleb_size,
        simd_enabled: swarm.simd_enabled,
        relaxed_simd_enabled: swarm.simd_enabled && swarm.relaxed_simd_enabled,
        exceptions_enabled: swarm.exceptions_enabled,
        threads_enabled: swarm.threads_enabled,
        tail_call_enabled: swarm.tail_call_enabled,
        memory64_enabled: swarm.memory64_enabled,
        allowed_instructions: swarm.allowed_instructions,
        allow_floats: swarm.allow_floats,
        const_expr_fuel: swarm.const_expr_fuel,
        ..base
    })
}

/// Small modules of one function type or two, whose calls end and whose memories fit into ours.
fn least() -> Config {
    Config {
        min_types: 2,
        max_types: 6,
        max_imports: 0,
        min_funcs: 2,
        max_funcs: 8,
        max_globals: 6,
        max_memories: 0,
        max_tables: 0,
        max_tags: 0,
        max_elements: 10,
        max_element_segments: 0,
        max_data_segments: 0,
        max_instructions: 200,
        max_nesting_depth: 12,
        max_memory32_bytes: 3 << 16,
        max_memory64_bytes: 3 << 16,
        max_table_elements: 40,
        max_type_size: 60,
        memory_max_size_required: true,
        table_max_size_required: true,
        memory_offset_choices: MemoryOffsetChoices(90, 9, 1),
        export_everything: true,
        canonicalize_nans: true,
        limit_arrays_in_const_exprs: true,
        gc_enabled: false,
        simd_enabled: false,
        relaxed_simd_enabled: false,
        exceptions_enabled: false,
        threads_enabled: false,
        tail_call_enabled: false,
        memory64_enabled: false,
        custom_page_sizes_enabled: false,
        wide_arithmetic_enabled: false,
        compact_imports_enabled: false,
        ..Config::default()
    }
}

fn kinds(allowed: &[InstructionKind]) -> InstructionKinds {
    InstructionKinds::new(allowed)
}

fn numeric() -> Config {
    use InstructionKind::*;
    Config { allowed_instructions: kinds(&[Numeric, Parametric, Variable, Control]), ..least() }
}

fn control() -> Config {
    use InstructionKind::*;
    Config {
        allowed_instructions: kinds(&[NumericInt, Parametric, Variable, Control]),
        max_nesting_depth: 40,
        max_instructions: 500,
        tail_call_enabled: true,
        ..least()
    }
}

fn memory() -> Config {
    use InstructionKind::*;
    Config {
        allowed_instructions: kinds(&[Numeric, Parametric, Variable, Control, Memory]),
        min_memories: 1,
        max_memories: 3,
        max_data_segments: 4,
        memory64_enabled: true,
        custom_page_sizes_enabled: true,
        ..least()
    }
}

fn simd() -> Config {
    use InstructionKind::*;
    Config {
        allowed_instructions: kinds(&[Numeric, Vector, Parametric, Variable, Control, Memory]),
        max_memories: 1,
        simd_enabled: true,
        relaxed_simd_enabled: true,
        ..least()
    }
}

fn gc() -> Config {
    use InstructionKind::*;
    Config {
        allowed_instructions: kinds(&[
            NumericInt, Parametric, Variable, Control, Reference, Aggregate, Table,
        ]),
        min_types: 6,
        max_types: 30,
        max_data_segments: 3,
        max_element_segments: 3,
        max_tables: 2,
        max_globals: 12,
        gc_enabled: true,
        simd_enabled: true,
        ..least()
    }
}

fn exceptions() -> Config {
    use InstructionKind::*;
    Config {
        allowed_instructions: kinds(&[Numeric, Parametric, Variable, Control, Reference]),
        min_tags: 1,
        max_tags: 6,
        max_nesting_depth: 25,
        exceptions_enabled: true,
        tail_call_enabled: true,
        gc_enabled: true,
        ..least()
    }
}

fn tables() -> Config {
    use InstructionKind::*;
    Config {
        allowed_instructions: kinds(&[NumericInt, Parametric, Variable, Control, Reference, Table]),
        min_tables: 1,
        max_tables: 4,
        max_element_segments: 6,
        memory64_enabled: true,
        tail_call_enabled: true,
        gc_enabled: true,
        ..least()
    }
}

fn threads() -> Config {
    use InstructionKind::*;
    Config {
        allowed_instructions: kinds(&[NumericInt, Parametric, Variable, Control, MemoryInt]),
        min_memories: 1,
        max_memories: 3,
        max_data_segments: 3,
        memory64_enabled: true,
        threads_enabled: true,
        ..least()
    }
}

fn wide() -> Config {
    use InstructionKind::*;
    Config {
        allowed_instructions: kinds(&[NumericInt, Parametric, Variable, Control]),
        wide_arithmetic_enabled: true,
        ..least()
    }
}

fn imports() -> Config {
    Config { min_imports: 2, max_imports: 12, ..everything() }
}

fn large() -> Config {
    Config { max_funcs: 30, max_instructions: 4000, max_nesting_depth: 60, ..everything() }
}

fn everything() -> Config {
    Config {
        max_types: 20,
        max_memories: 3,
        max_tables: 3,
        max_tags: 4,
        max_globals: 15,
        max_element_segments: 5,
        max_data_segments: 5,
        gc_enabled: true,
        simd_enabled: true,
        relaxed_simd_enabled: true,
        exceptions_enabled: true,
        threads_enabled: true,
        tail_call_enabled: true,
        memory64_enabled: true,
        custom_page_sizes_enabled: true,
        wide_arithmetic_enabled: true,
        ..least()
    }
}
