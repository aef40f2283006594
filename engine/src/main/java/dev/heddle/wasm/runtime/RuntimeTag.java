package dev.heddle.wasm.runtime;

import dev.heddle.wasm.Store;
import dev.heddle.wasm.Tag;
import dev.heddle.wasm.TaggedException;
import dev.heddle.wasm.code.Signature;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.TagType;
import dev.heddle.wasm.types.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tag; equal to nothing but itself. */
public final class RuntimeTag implements Tag {

  /** The tag that stands for all that the host throws. */
  public static final RuntimeTag HOST = of(TagType.of(ValueType.EXTERNREF));

  private final DefinedType definedType;
  private final TagType type;
  private final Signature payload;
  private final @Nullable Store store;

  /** A new tag of a type that a module has defined; one made by the host has no store. */
  public RuntimeTag(DefinedType definedType, @Nullable Store store) {
    this.store = store;
    this.definedType = definedType;
    this.type = new TagType(definedType.function().parameters());
    this.payload = Signature.of(definedType.function());
  }

  /** A tag made by the host. */
  public static RuntimeTag of(TagType type) {
    return new RuntimeTag(DefinedType.of(FunctionType.of(type.parameters(), List.of())), null);
  }

  /** The same, of a type that a module has defined. */
  public static RuntimeTag of(DefinedType type) {
    if (!type.isFunction() || !type.function().results().isEmpty()) {
      throw new IllegalArgumentException(
          "a tag has the type of a function without results, not " + type);
    }
    return new RuntimeTag(type, null);
  }

  /** Whether an exception has it. */
  public boolean isOf(Throwable thrown) {
    return thrown instanceof TaggedException exception ? exception.tag() == this : this == HOST;
  }

  /** Whether instances of this store may use it. */
  public boolean allows(Store other) {
    return store == null || store == other;
  }

  /** Whether it is a guest's, not the host's. */
  public boolean isOfStore() {
    return store != null;
  }

  /** Its type as a function type, with its place among all types. */
  public DefinedType definedType() {
    return definedType;
  }

  @Override
  public TagType type() {
    return type;
  }

  /** Where the values of an exception are in a frame: as if they were parameters. */
  public Signature payload() {
    return payload;
  }

  @Override
  public String toString() {
    return type.toString();
  }
}
