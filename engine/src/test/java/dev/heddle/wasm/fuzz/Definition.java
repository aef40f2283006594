package dev.heddle.wasm.fuzz;

import java.util.List;

/**
 * A type that a program defines. Source: core specification, section 2.3.9 (recursive types).
 *
 * @param composite what it describes
 * @param open whether others may be below it
 * @param supertype the index of the type directly above it, or -1
 * @param group a number that the types have in common that are defined together, or -1
 */
record Definition(Composite composite, boolean open, int supertype, int group) {

  /** What a type describes. */
  sealed interface Composite {}

  /** A function or block. */
  record Signature(List<Type> parameters, List<Type> results) implements Composite {}

  /** A structure. */
  record Struct(List<Field> fields) implements Composite {}

  /** An array. */
  record Array(Field element) implements Composite {}

  /** A field of a structure, or the elements of an array. */
  record Field(Storage storage, boolean mutable) {}

  /** The type of functions or blocks, final and by itself. */
  static Definition of(Signature signature) {
    return new Definition(signature, false, -1, -1);
  }

  /** What it describes, if that is a function. */
  Signature signature() {
    return (Signature) composite;
  }

  /** The content of the type section. */
  static Code section(List<Definition> definitions) {
    Code groups = new Code();
    int count = 0;
    for (int i = 0; i < definitions.size(); count++) {
      int group = definitions.get(i).group;
      int end = i + 1;
      while (group >= 0 && end < definitions.size() && definitions.get(end).group == group) {
        end++;
      }
      if (group >= 0) {
        groups.bytes(0x4e).unsigned(end - i);
      }
      for (; i < end; i++) {
        definitions.get(i).writeTo(groups);
      }
    }
    return new Code().unsigned(count).bytes(groups.toBytes());
  }

  private void writeTo(Code code) {
    if (open || supertype >= 0) {
      code.bytes(open ? 0x50 : 0x4f);
      if (supertype >= 0) {
        code.bytes(1).unsigned(supertype);
      } else {
        code.bytes(0);
      }
    }
    switch (composite) {
      case Signature(List<Type> parameters, List<Type> results) ->
          code.bytes(0x60).types(parameters).types(results);
      case Struct(List<Field> fields) -> {
        code.bytes(0x5f).unsigned(fields.size());
        fields.forEach(field -> writeTo(code, field));
      }
      case Array(Field element) -> writeTo(code.bytes(0x5e), element);
    }
  }

  private static void writeTo(Code code, Field field) {
    field.storage.writeTo(code);
    code.bytes(field.mutable ? 1 : 0);
  }
}
