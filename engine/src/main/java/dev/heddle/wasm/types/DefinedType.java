package dev.heddle.wasm.types;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A type that a module or the host has defined: a function, structure or array type, and its place
 * below others.
 *
 * <p>Types are equal if the groups in which they were defined together have the same structure, and
 * then they are the same object, whichever modules they come from; see {@link RecursionGroup}.
 * Thread-safe. Source: core specification, section 2.3.9 (recursive types).
 */
public final class DefinedType implements HeapType {

  /** How long a chain of supertypes may be, as on the web. */
  public static final int MAX_DEPTH = 63;

  private static final int SHOWN_FIELDS = 8;
  private static final AtomicLong NEXT_ID = new AtomicLong();

  /** Stands for it in the keys of groups that use it: one of a kind, also in time. */
  final long id = NEXT_ID.getAndIncrement();

  private final RecursionGroup group;
  private final int index;

  // Set once, before the type is seen by anyone but whoever defines it.
  private @Nullable CompositeType composite;
  private @Nullable DefinedType supertype;
  private boolean isFinal;

  /** The supertypes from the highest down to this type itself. */
  private DefinedType[] lineage = {this};

  DefinedType(RecursionGroup group, int index) {
    this.group = group;
    this.index = index;
  }

  /**
   * The type that a module has which defines {@code composite} by itself: final, without supertype.
   */
  public static DefinedType of(CompositeType composite) {
    return of(composite, true, Optional.empty());
  }

  /**
   * A type in a group of its own.
   *
   * @param isFinal whether it has no subtypes
   * @param supertype the type directly above it
   * @throws IllegalArgumentException if it cannot be a subtype of {@code supertype}
   */
  public static DefinedType of(
      CompositeType composite, boolean isFinal, Optional<DefinedType> supertype) {
    RecursionGroup group = new RecursionGroup(1);
    DefinedType type = group.types().getFirst();
    type.define(composite, isFinal, supertype.orElse(null));
    return group.canonical().types().getFirst();
  }

  /** What it describes. */
  public CompositeType composite() {
    return Objects.requireNonNull(composite, "not defined yet");
  }

  /** The function type it describes; only for one that does. */
  public FunctionType function() {
    return (FunctionType) composite();
  }

  /** The structure it describes; only for one that does. */
  public StructType struct() {
    return (StructType) composite();
  }

  /** The array it describes; only for one that does. */
  public ArrayType array() {
    return (ArrayType) composite();
  }

  /** Whether it describes a function. */
  public boolean isFunction() {
    return composite instanceof FunctionType;
  }

  /** The type directly above it. */
  public Optional<DefinedType> supertype() {
    return Optional.ofNullable(supertype);
  }

  /** Whether no type can be below it. */
  public boolean isFinal() {
    return isFinal;
  }

  /** The group in which it was defined. */
  public RecursionGroup group() {
    return group;
  }

  /** Its place in its group. */
  public int indexInGroup() {
    return index;
  }

  /** How many supertypes are above it. */
  public int depth() {
    return lineage.length - 1;
  }

  /** Whether it is {@code other} or below it; takes the same time for all types. */
  public boolean isSubtypeOf(DefinedType other) {
    if (this == other) {
      return true;
    }
    int depth = other.lineage.length - 1;
    return depth < lineage.length && lineage[depth] == other;
  }

  @Override
  public boolean isSubtypeOf(HeapType other) {
    return other instanceof DefinedType defined
        ? isSubtypeOf(defined)
        : composite().kindOfHeapType().isSubtypeOf(other);
  }

  @Override
  public AbstractHeapType top() {
    return composite().kindOfHeapType().top();
  }

  /**
   * Says what it is: once, and before {@link RecursionGroup#canonical}.
   *
   * @throws IllegalStateException if it has been said before, or not yet of the supertype
   */
  public void define(
      CompositeType newComposite, boolean newIsFinal, @Nullable DefinedType newSupertype) {
    if (composite != null) {
      throw new IllegalStateException("defined before as " + this);
    }
    if (newSupertype != null && newSupertype.composite == null) {
      throw new IllegalStateException("the supertype must be defined first");
    }
    composite = newComposite;
    isFinal = newIsFinal;
    supertype = newSupertype;
    if (newSupertype != null) {
      DefinedType[] above = newSupertype.lineage;
      lineage = new DefinedType[above.length + 1];
      System.arraycopy(above, 0, lineage, 0, above.length);
      lineage[above.length] = this;
    }
  }

  /**
   * Whether its supertype, if it has one, may be that. Source: core specification, section 3.2.9
   * (recursive types).
   */
  public boolean isValidSubtype() {
    return supertype == null || !supertype.isFinal && Subtyping.matches(this, supertype);
  }

  /** What it describes, with types inside reduced to their kind: they may be recursive. */
  @Override
  public String toString() {
    if (composite instanceof FunctionType function) {
      return "func " + list(function.parameters()) + " -> " + list(function.results());
    }
    if (composite instanceof StructType struct) {
      return "struct " + list(struct.fields());
    }
    return composite instanceof ArrayType array
        ? "array " + shallow(array.element())
        : "undefined type";
  }

  private static String list(List<?> types) {
    StringJoiner text = new StringJoiner(", ", "(", ")");
    for (Object type : types.subList(0, Math.min(types.size(), SHOWN_FIELDS))) {
      text.add(shallow(type));
    }
    if (types.size() > SHOWN_FIELDS) {
      text.add("...");
    }
    return text.toString();
  }

  private static String shallow(Object type) {
    if (type instanceof FieldType(StorageType storage, boolean mutable)) {
      return mutable ? "(mut " + shallow(storage) + ")" : shallow(storage);
    }
    if (type instanceof ReferenceType(boolean nullable, DefinedType defined)) {
      return (nullable ? "(ref null " : "(ref ")
          + (defined.composite == null ? "type" : defined.composite.kindOfHeapType())
          + "...)";
    }
    return type.toString();
  }
}
