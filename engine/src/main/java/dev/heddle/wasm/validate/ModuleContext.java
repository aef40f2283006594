package dev.heddle.wasm.validate;

import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.TableType;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What function bodies may refer to, in the form in which validation compares it. Source: core
 * specification, section 3.1.1 (contexts).
 */
final class ModuleContext {

  final ModuleDefinition module;

  /** The types of the module and what is below what. */
  final ModuleTypes types;

  /** By type index, of function types what calling one does. */
  private final @Nullable StackEffect[] effects;

  private final Map<DefinedType, StackEffect> distinctEffects = new IdentityHashMap<>();

  /** By global index, see {@link OperandTypes}. */
  final int[] globals;

  /** By table index, the type of the elements, see {@link OperandTypes}. */
  final int[] tables;

  /** By table index, the type of its indices, see {@link OperandTypes}. */
  final int[] tableAddresses;

  /** By memory index, the type of its addresses, see {@link OperandTypes}. */
  final int[] memoryAddresses;

  /** By tag index, what throwing takes. */
  final StackEffect[] tags;

  /** The functions that occur outside of function bodies, and so may be referred to inside. */
  final BitSet declaredFunctions;

  ModuleContext(ModuleDefinition module, ModuleTypes types, BitSet declaredFunctions) {
    this.module = module;
    this.types = types;
    this.effects = new StackEffect[module.types().size()];
    this.globals = new int[module.globals().size()];
    for (int i = 0; i < globals.length; i++) {
      GlobalType global = module.globals().get(i);
      globals[i] = types.of(global.value());
    }
    this.tables = new int[module.tables().size()];
    this.tableAddresses = new int[tables.length];
    for (int i = 0; i < tables.length; i++) {
      TableType table = module.tables().get(i);
      tables[i] = types.of(table.element());
      tableAddresses[i] = types.of(table.address().valueType());
    }
    this.memoryAddresses = new int[module.memories().size()];
    for (int i = 0; i < memoryAddresses.length; i++) {
      memoryAddresses[i] = types.of(module.memories().get(i).address().valueType());
    }
    this.tags = new StackEffect[module.tagTypes().length];
    for (int i = 0; i < tags.length; i++) {
      tags[i] = effect(module.tagTypes()[i]);
    }
    this.declaredFunctions = declaredFunctions;
  }

  /** The effect of calling a function, by its index in the function index space. */
  StackEffect function(int functionIndex) {
    return effect(module.functionTypes()[functionIndex]);
  }

  /** The effect of calling a function of the type with this index, which must be a function's. */
  StackEffect effect(int typeIndex) {
    StackEffect effect = effects[typeIndex];
    if (effect == null) {
      DefinedType type = module.types().get(typeIndex);
      effect = distinctEffects.computeIfAbsent(type, key -> StackEffect.of(key.function(), types));
      effects[typeIndex] = effect;
    }
    return effect;
  }
}
