package dev.heddle.bind.method;

import dev.heddle.bind.layout.AllocatorStyle;
import dev.heddle.bind.layout.Guest;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.types.AddressType;
import dev.heddle.wasm.types.ExportType;
import dev.heddle.wasm.types.ExternType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ImportType;
import dev.heddle.wasm.types.MemoryType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is bound to: a module, and how its calls hand over data. Immutable and thread-safe.
 *
 * @param module the module
 * @param wide whether addresses in its memory have 64 bits
 * @param limit how many bytes one call may hand over to Java, about
 */
public record Subject(WasmModule module, boolean wide, long limit) {

  /** A module of which the memory says how wide addresses are. */
  public static Subject of(WasmModule module, long limit) {
    return new Subject(
        module,
        memory(module).map(memory -> memory.address() == AddressType.I64).orElse(false),
        limit);
  }

  private static Optional<MemoryType> memory(WasmModule module) {
    return module.exports().stream()
        .map(ExportType::type)
        .filter(MemoryType.class::isInstance)
        .map(MemoryType.class::cast)
        .findFirst()
        .or(() -> module.memories().stream().findFirst());
  }

  /** The exported functions. */
  Map<String, FunctionType> exports() {
    Map<String, FunctionType> functions = new LinkedHashMap<>();
    for (ExportType export : module.exports()) {
      ExternType type = export.type();
      if (type instanceof FunctionType function) {
        functions.put(export.name(), function);
      }
    }
    return functions;
  }

  /** The type of an imported function; empty if there is no such import. */
  Optional<FunctionType> importType(String from, String name) {
    return module.imports().stream()
        .filter(wanted -> wanted.module().equals(from) && wanted.name().equals(name))
        .map(ImportType::type)
        .filter(FunctionType.class::isInstance)
        .map(FunctionType.class::cast)
        .findFirst();
  }

  /** What keeps values from passing through memory, if anything does. */
  Optional<String> obstacle(boolean uses, boolean allocates) {
    if (uses && memory(module).isEmpty()) {
      return Optional.of("the module has no memory for it to pass through");
    }
    if (allocates && AllocatorStyle.of(module, wide).isEmpty()) {
      return Optional.of(
          "the module exports nothing that gives the host memory for it: "
              + AllocatorStyle.all()
              + ", each of its usual type");
    }
    return Optional.empty();
  }

  /** The guest of an instance of the module. */
  Guest guest(Instance instance) {
    return new Guest(instance, wide, limit);
  }
}
