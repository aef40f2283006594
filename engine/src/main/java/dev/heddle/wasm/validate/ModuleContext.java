package dev.heddle.wasm.validate;

import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.TableType;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * What function bodies may refer to, in the form in which validation compares it. Source: core
 * specification, section 3.1.1 (contexts).
 */
final class ModuleContext {

  final ModuleDefinition module;

  /** By type index. */
  final StackEffect[] types;

  /** By global index, see {@link OperandTypes}. */
  final int[] globals;

  /** By table index, the type of the elements, see {@link OperandTypes}. */
  final int[] tables;

  /** By table index, the type of its indices, see {@link OperandTypes}. */
  final int[] tableAddresses;

  /** By memory index, the type of its addresses, see {@link OperandTypes}. */
  final int[] memoryAddresses;

  /** The functions that occur outside of function bodies, and so may be referred to inside. */
  final BitSet declaredFunctions;

  ModuleContext(ModuleDefinition module, BitSet declaredFunctions) {
    this.module = module;
    this.types = effects(module.types());
    this.globals = new int[module.globals().size()];
    for (int i = 0; i < globals.length; i++) {
      GlobalType global = module.globals().get(i);
      globals[i] = OperandTypes.of(global.value());
    }
    this.tables = new int[module.tables().size()];
    this.tableAddresses = new int[tables.length];
    for (int i = 0; i < tables.length; i++) {
      TableType table = module.tables().get(i);
      tables[i] = OperandTypes.of(table.element());
      tableAddresses[i] = OperandTypes.of(table.address().valueType());
    }
    this.memoryAddresses = new int[module.memories().size()];
    for (int i = 0; i < memoryAddresses.length; i++) {
      memoryAddresses[i] = OperandTypes.of(module.memories().get(i).address().valueType());
    }
    this.declaredFunctions = declaredFunctions;
  }

  /** The effect of calling a function, by its index in the function index space. */
  StackEffect function(int functionIndex) {
    return types[module.functionTypes()[functionIndex]];
  }

  private static StackEffect[] effects(List<FunctionType> types) {
    Map<FunctionType, StackEffect> distinct = new IdentityHashMap<>();
    StackEffect[] effects = new StackEffect[types.size()];
    for (int i = 0; i < effects.length; i++) {
      effects[i] = distinct.computeIfAbsent(types.get(i), StackEffect::of);
    }
    return effects;
  }
}
