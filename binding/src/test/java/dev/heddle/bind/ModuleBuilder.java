package dev.heddle.bind;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes small modules whose functions take and return {@code i32}s. */
final class ModuleBuilder {

  private record Function(String name, int parameters, int results, byte[] body) {}

  private record Import(String module, String name, int parameters, int results) {}

  private final List<Function> functions = new ArrayList<>();
  private final List<Import> imports = new ArrayList<>();
  private int pages;

  /** A memory of so many pages, exported as {@code memory}. */
  ModuleBuilder memory(int pages) {
    this.pages = pages;
    return this;
  }

  /** An exported function. */
  ModuleBuilder function(String name, int parameters, int results, int... body) {
    byte[] bytes = new byte[body.length];
    for (int i = 0; i < body.length; i++) {
      bytes[i] = (byte) body[i];
    }
    functions.add(new Function(name, parameters, results, bytes));
    return this;
  }

  /** An imported function. */
  ModuleBuilder imported(String module, String name, int parameters, int results) {
    imports.add(new Import(module, name, parameters, results));
    return this;
  }

  /** The instruction that pushes a constant. */
  static int[] constant(int value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x41);
    long rest = value;
    while (rest < -64 || rest > 63) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>= 7;
    }
    out.write((int) (rest & 0x7f));
    byte[] bytes = out.toByteArray();
    int[] code = new int[bytes.length];
    for (int i = 0; i < code.length; i++) {
      code[i] = bytes[i] & 0xff;
    }
    return code;
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    ByteArrayOutputStream types = new ByteArrayOutputStream();
    unsigned(types, imports.size() + functions.size());
    imports.forEach(function -> type(types, function.parameters, function.results));
    functions.forEach(function -> type(types, function.parameters, function.results));
    section(out, 1, types);
    ByteArrayOutputStream imported = new ByteArrayOutputStream();
    unsigned(imported, imports.size());
    for (int i = 0; i < imports.size(); i++) {
      text(imported, imports.get(i).module);
      text(imported, imports.get(i).name);
      imported.write(0);
      unsigned(imported, i);
    }
    section(out, 2, imported);
    ByteArrayOutputStream indices = new ByteArrayOutputStream();
    unsigned(indices, functions.size());
    for (int i = 0; i < functions.size(); i++) {
      unsigned(indices, imports.size() + i);
    }
    section(out, 3, indices);
    if (pages > 0) {
      ByteArrayOutputStream memory = new ByteArrayOutputStream();
      memory.writeBytes(new byte[] {1, 0, (byte) pages});
      section(out, 5, memory);
    }
    ByteArrayOutputStream exports = new ByteArrayOutputStream();
    unsigned(exports, functions.size() + (pages > 0 ? 1 : 0));
    for (int i = 0; i < functions.size(); i++) {
      text(exports, functions.get(i).name);
      exports.write(0);
      unsigned(exports, imports.size() + i);
    }
    if (pages > 0) {
      text(exports, "memory");
      exports.writeBytes(new byte[] {2, 0});
    }
    section(out, 7, exports);
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    unsigned(code, functions.size());
    for (Function function : functions) {
      unsigned(code, function.body.length + 2);
      code.write(0);
      code.writeBytes(function.body);
      code.write(0x0b);
    }
    section(out, 10, code);
    return out.toByteArray();
  }

  private static void type(ByteArrayOutputStream out, int parameters, int results) {
    out.write(0x60);
    for (int count : new int[] {parameters, results}) {
      unsigned(out, count);
      for (int i = 0; i < count; i++) {
        out.write(0x7f);
      }
    }
  }

  private static void section(ByteArrayOutputStream out, int id, ByteArrayOutputStream content) {
    out.write(id);
    unsigned(out, content.size());
    out.writeBytes(content.toByteArray());
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    unsigned(out, bytes.length);
    out.writeBytes(bytes);
  }

  private static void unsigned(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest > 0x7f) {
      out.write(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
