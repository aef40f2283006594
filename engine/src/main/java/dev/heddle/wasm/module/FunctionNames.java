package dev.heddle.wasm.module;

import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ImportType;
import java.util.HashMap;
import java.util.Map;

/** The names to show for the functions of a module, found once for all. Immutable. */
public final class FunctionNames {

  private final Map<Integer, String> byIndex = new HashMap<>();

  /** The names in {@code module}. */
  public FunctionNames(ModuleDefinition module) {
    for (Export export : module.exports()) {
      if (export.kind() == Export.Kind.FUNCTION) {
        byIndex.putIfAbsent(export.index(), export.name());
      }
    }
    int index = 0;
    for (ImportType wanted : module.imports()) {
      if (wanted.type() instanceof FunctionType) {
        byIndex.put(index++, wanted.module() + "." + wanted.name());
      }
    }
    byIndex.putAll(module.names().functions());
  }

  /** The name of a function. */
  public String of(int functionIndex) {
    String name = byIndex.get(functionIndex);
    return name != null ? name : "func[" + functionIndex + "]";
  }
}
