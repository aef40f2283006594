package dev.heddle.wasm.types;

/**
 * What a module gives under a name. Immutable and thread-safe. Source: core specification, section
 * 2.5.10 (exports).
 *
 * @param name the name, any Unicode text, the empty one included
 * @param type what is given
 */
public record ExportType(String name, ExternType type) {

  @Override
  public String toString() {
    return "export " + name + ": " + type;
  }
}
