package dev.heddle.async.stack;

import dev.heddle.wasm.Global;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.types.AddressType;
import dev.heddle.wasm.types.ExportType;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.ImportType;
import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.NumberType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a module has the stack pointer of its guest, and the memory into which it points (rule S1).
 *
 * @param export the name under which the global is exported, or null if its index tells
 * @param global the index of the global, if it is not exported
 * @param memory the index of the memory
 */
public record StackPointer(@Nullable String export, int global, int memory) {

  /** How many globals are listed for those who have to say which one it is. */
  private static final int SHOWN_GLOBALS = 5;

  /**
   * The stack pointer of a module.
   *
   * @return where it is, or null if it has none, or if it was only looked for and not found
   * @throws IllegalArgumentException if a choice is given that does not fit the module
   */
  public static @Nullable StackPointer find(WasmModule module, StackChoice choice) {
    return switch (choice) {
      case StackChoice.None() -> null;
      case StackChoice.AtIndex(int global, int memory) -> at(module, global, memory);
      case StackChoice.Named(String name, int memory, boolean required) ->
          named(module, name, memory, required);
    };
  }

  /** Whether a module could have a stack in linear memory, with a pointer that moves. */
  public static boolean isPossible(WasmModule module) {
    return !module.memories().isEmpty()
        && module.globals().stream().anyMatch(StackPointer::couldPoint);
  }

  /** Has the engine keep the pointer of an instance within bounds, unless it is imported. */
  public void bound(WasmModule module, Instance.Builder instance) {
    if (export != null) {
      instance.boundedGlobal(export);
    } else if (global >= importedGlobals(module)) {
      instance.boundedGlobal(global);
    }
  }

  private static long importedGlobals(WasmModule module) {
    return module.imports().stream().filter(wanted -> wanted.type() instanceof GlobalType).count();
  }

  /** The stack of an instance of the module. */
  public ShadowStack of(Instance instance, RegionPlan plan) {
    Global pointer = export != null ? instance.global(export) : instance.global(global);
    Memory pointedAt = instance.memory(memory);
    if (!plan.hasRegions()) {
      return new ShadowStack(pointer, pointedAt, null, plan.reason());
    }
    if (!pointer.isBounded()) {
      return new ShadowStack(
          pointer,
          pointedAt,
          null,
          "the stack pointer is imported from where it is not kept within bounds");
    }
    AddressType address = instance.module().memories().get(memory).address();
    return new ShadowStack(pointer, pointedAt, plan.of(instance, pointedAt, address), "");
  }

  private static StackPointer at(WasmModule module, int global, int memory) {
    if (global < 0 || global >= module.globals().size()) {
      throw new IllegalArgumentException(
          "stack pointer: "
              + module
              + " has no global "
              + global
              + ", its globals are "
              + candidates(module));
    }
    String flaw = flaw(module, module.globals().get(global), memory);
    if (flaw != null) {
      throw new IllegalArgumentException("stack pointer: global " + global + " " + flaw);
    }
    return new StackPointer(null, global, memory);
  }

  private static @Nullable StackPointer named(
      WasmModule module, String name, int memory, boolean required) {
    String firstFlaw = null;
    for (Candidate candidate : candidatesNamed(module, name)) {
      String flaw = flaw(module, candidate.type, memory);
      if (flaw == null) {
        return new StackPointer(candidate.export, candidate.global, memory);
      }
      firstFlaw = firstFlaw == null ? flaw : firstFlaw;
    }
    if (!required) {
      return null;
    }
    throw new IllegalArgumentException(
        "stack pointer \""
            + name
            + "\": "
            + (firstFlaw != null
                ? "the global of this name " + firstFlaw
                : module
                    + " neither exports nor imports a global of this name, nor does its name"
                    + " section have one"));
  }

  private record Candidate(@Nullable String export, int global, GlobalType type) {}

  /** Exported ones first, then imported ones, then those that only the name section names. */
  private static List<Candidate> candidatesNamed(WasmModule module, String name) {
    List<Candidate> found = new ArrayList<>();
    for (ExportType export : module.exports()) {
      if (export.name().equals(name) && export.type() instanceof GlobalType type) {
        found.add(new Candidate(name, -1, type));
      }
    }
    int index = 0;
    for (ImportType wanted : module.imports()) {
      if (wanted.type() instanceof GlobalType type) {
        if (wanted.name().equals(name)) {
          found.add(new Candidate(null, index, type));
        }
        index++;
      }
    }
    List<GlobalType> globals = module.globals();
    for (int i = 0; i < globals.size(); i++) {
      if (module.globalName(i).filter(name::equals).isPresent()) {
        found.add(new Candidate(null, i, globals.get(i)));
      }
    }
    return found;
  }

  /** Why a global cannot point into a memory, or null if it can. */
  private static @Nullable String flaw(WasmModule module, GlobalType global, int memory) {
    List<MemoryType> memories = module.memories();
    if (memory < 0 || memory >= memories.size()) {
      return "cannot point into memory "
          + memory
          + ": the module has "
          + (memories.isEmpty() ? "no memory" : "memories 0 to " + (memories.size() - 1));
    }
    GlobalType expected = new GlobalType(memories.get(memory).address().valueType(), true);
    return global.equals(expected)
        ? null
        : "cannot point into memory " + memory + ": expected " + expected + ", found " + global;
  }

  private static boolean couldPoint(GlobalType global) {
    return global.mutable()
        && (global.value() == NumberType.I32 || global.value() == NumberType.I64);
  }

  /** The globals of a module that could be its stack pointer, for messages. */
  static String candidates(WasmModule module) {
    List<String> shown = new ArrayList<>();
    List<GlobalType> globals = module.globals();
    int more = 0;
    for (int i = 0; i < globals.size(); i++) {
      if (couldPoint(globals.get(i))) {
        if (shown.size() < SHOWN_GLOBALS) {
          shown.add(i + module.globalName(i).map(name -> " \"" + name + "\"").orElse(""));
        } else {
          more++;
        }
      }
    }
    return (shown.isEmpty() ? "none" : String.join(", ", shown))
        + (more == 0 ? "" : " and " + more + " more");
  }
}
