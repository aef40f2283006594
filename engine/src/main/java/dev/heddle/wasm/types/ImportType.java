package dev.heddle.wasm.types;

/**
 * What a module asks for under a two-level name. Immutable and thread-safe. Source: core
 * specification, section 2.5.9 (imports).
 *
 * @param module the first level of the name, e.g. {@code env}
 * @param name the second level of the name
 * @param type what must be given
 */
public record ImportType(String module, String name, ExternType type) {

  @Override
  public String toString() {
    return "import " + module + "." + name + ": " + type;
  }
}
