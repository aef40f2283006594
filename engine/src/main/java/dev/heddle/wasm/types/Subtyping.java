package dev.heddle.wasm.types;

import java.util.List;

/** The rules by which a definition may be below another. Source: core specification, 3.3.8. */
final class Subtyping {

  private Subtyping() {}

  /** Whether what {@code type} describes is a special case of what {@code supertype} describes. */
  static boolean matches(DefinedType type, DefinedType supertype) {
    return switch (type.composite()) {
      case FunctionType function ->
          supertype.composite() instanceof FunctionType above
              && all(above.parameters(), function.parameters())
              && all(function.results(), above.results());
      case StructType struct ->
          supertype.composite() instanceof StructType above
              && fields(struct.fields(), above.fields());
      case ArrayType array ->
          supertype.composite() instanceof ArrayType above
              && field(array.element(), above.element());
    };
  }

  /** Whether all of these types are below those. */
  private static boolean all(List<ValueType> types, List<ValueType> supertypes) {
    boolean all = types.size() == supertypes.size();
    for (int i = 0; all && i < types.size(); i++) {
      all = types.get(i).isSubtypeOf(supertypes.get(i));
    }
    return all;
  }

  /** Fields may be added at the end. */
  private static boolean fields(List<FieldType> fields, List<FieldType> above) {
    boolean all = fields.size() >= above.size();
    for (int i = 0; all && i < above.size(); i++) {
      all = field(fields.get(i), above.get(i));
    }
    return all;
  }

  /** What can be written must be the same type, as it is read through the other, too. */
  private static boolean field(FieldType field, FieldType above) {
    if (field.mutable() || above.mutable()) {
      return field.equals(above);
    }
    return field.storage() instanceof ValueType value && above.storage() instanceof ValueType other
        ? value.isSubtypeOf(other)
        : field.storage().equals(above.storage());
  }
}
