package dev.heddle.wasm.decode;

import dev.heddle.wasm.Feature;
import dev.heddle.wasm.module.ConstantExpression;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.ImportType;
import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.TableType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The index spaces of a module while it is being decoded: imports come first, definitions are
 * appended. And what else is found on the way. Not thread-safe. Source: core specification, section
 * 2.5.1 (indices).
 */
final class IndexSpaces {

  List<DefinedType> types = List.of();
  final List<ImportType> imports = new ArrayList<>();
  final List<TableType> tables = new ArrayList<>();
  final List<Optional<ConstantExpression>> tableInitializers = new ArrayList<>();
  final List<MemoryType> memories = new ArrayList<>();
  final List<GlobalType> globals = new ArrayList<>();

  /** For every tag the index of its type. */
  final List<Integer> tagTypes = new ArrayList<>();

  /** Features that the bytes use where what they say could be said without them. */
  final Set<Feature> notations = EnumSet.noneOf(Feature.class);

  int importedFunctions;
  int importedTables;
  int importedMemories;
  int importedGlobals;
  int importedTags;

  private int[] functionTypes = new int[16];
  private int functions;

  /** Appends a function of the type with this index. */
  void addFunction(int typeIndex) {
    if (functions == functionTypes.length) {
      functionTypes = Arrays.copyOf(functionTypes, functions * 2);
    }
    functionTypes[functions++] = typeIndex;
  }

  /** What is appended from here on is defined in the module. */
  void endImports() {
    importedFunctions = functions;
    importedTables = tables.size();
    importedMemories = memories.size();
    importedGlobals = globals.size();
    importedTags = tagTypes.size();
  }

  int functionCount() {
    return functions;
  }

  int[] functionTypes() {
    return Arrays.copyOf(functionTypes, functions);
  }
}
