package dev.heddle.wasm.conformance;

import static dev.heddle.wasm.types.ValueType.F32;
import static dev.heddle.wasm.types.ValueType.F64;
import static dev.heddle.wasm.types.ValueType.FUNCREF;
import static dev.heddle.wasm.types.ValueType.I32;
import static dev.heddle.wasm.types.ValueType.I64;

import dev.heddle.wasm.Global;
import dev.heddle.wasm.Imports;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.Table;
import dev.heddle.wasm.types.AddressType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.TableType;
import dev.heddle.wasm.types.ValueType;
import java.util.List;

/** The host module {@code spectest} that the scripts of the official test suite import from. */
final class SpectestModule {

  static final String NAME = "spectest";

  private SpectestModule() {}

  /** A fresh one, its functions with nothing to do. */
  static Imports create() {
    Imports.Builder imports = Imports.builder();
    print(imports, "print");
    print(imports, "print_i32", I32);
    print(imports, "print_i64", I64);
    print(imports, "print_f32", F32);
    print(imports, "print_f64", F64);
    print(imports, "print_i32_f32", I32, F32);
    print(imports, "print_f64_f64", F64, F64);
    return imports
        .add(NAME, "global_i32", Global.create(new GlobalType(I32, false), 666))
        .add(NAME, "global_i64", Global.create(new GlobalType(I64, false), 666L))
        .add(NAME, "global_f32", Global.create(new GlobalType(F32, false), 666.6f))
        .add(NAME, "global_f64", Global.create(new GlobalType(F64, false), 666.6))
        .add(NAME, "table", Table.create(TableType.of(FUNCREF, 10, 20), null))
        .add(
            NAME,
            "table64",
            Table.create(TableType.of(FUNCREF, 10, 20).withAddress(AddressType.I64), null))
        .add(NAME, "memory", Memory.create(MemoryType.of(1, 2)))
        .add(NAME, "shared_memory", Memory.create(MemoryType.of(1, 2).asShared()))
        .build();
  }

  private static void print(Imports.Builder imports, String name, ValueType... parameters) {
    imports.function(NAME, name, FunctionType.of(List.of(parameters), List.of()), call -> {});
  }
}
