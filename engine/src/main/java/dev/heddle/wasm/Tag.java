package dev.heddle.wasm;

import dev.heddle.wasm.runtime.RuntimeTag;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.TagType;

/**
 * A tag: the identity by which exceptions are told apart, and the types of what they carry.
 *
 * <p>Every tag is different from all others, those of the same type included. Immutable and
 * thread-safe. Source: core specification, section 4.2.9 (tag instances).
 */
public sealed interface Tag extends ExternValue permits RuntimeTag {

  /** A new tag, made by the host. */
  static Tag create(TagType type) {
    return RuntimeTag.of(type);
  }

  /**
   * A new tag of a type that a module has defined, made by the host: what a module asks for whose
   * tag's type is not defined alone, see {@link WasmModule#types}.
   *
   * @throws IllegalArgumentException if it is not the type of a function without results
   */
  static Tag create(DefinedType type) {
    return RuntimeTag.of(type);
  }

  /**
   * The tag of what comes from the host, like {@code WebAssembly.JSTag} in JavaScript: carries one
   * {@code externref}, the exception itself. The same object for all.
   *
   * <p>A clause of a guest for this tag, which it imports, catches what host functions throw, but
   * for what no guest catches: traps, orders to stop and errors of the JVM. An exception that a
   * guest throws with this tag and that carries a Java exception is that exception.
   */
  static Tag host() {
    return RuntimeTag.HOST;
  }

  @Override
  TagType type();
}
