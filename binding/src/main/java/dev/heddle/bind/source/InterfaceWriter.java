package dev.heddle.bind.source;

import dev.heddle.bind.JavaSource;
import dev.heddle.bind.method.JavaNames;
import dev.heddle.bind.method.Names;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.types.ExportType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ImportType;
import dev.heddle.wasm.types.ValueType;
import dev.heddle.wasm.types.VectorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes the Java interfaces of a module. */
public final class InterfaceWriter {

  /** What a toolchain or a convention exports for itself. */
  private static final Set<String> INTERNAL =
      Set.of(
          "_initialize",
          "_start",
          "heddle_alloc",
          "heddle_free",
          "cabi_realloc",
          "malloc",
          "free",
          "alloc",
          "dealloc",
          "__new",
          "__pin",
          "__unpin",
          "__collect");

  private final WasmModule module;
  private final String packageName;
  private final boolean plain;

  /**
   * @param packageName the package of the interfaces; empty for none
   * @param plain whether methods of exports return values, and not {@code Mono}s
   */
  public InterfaceWriter(WasmModule module, String packageName, boolean plain) {
    this.module = module;
    this.packageName = packageName;
    this.plain = plain;
  }

  /** The interface of the exported functions. */
  public JavaSource exports(String name) {
    Signatures signatures = new Signatures();
    Overloads overloads = new Overloads();
    StringBuilder methods = new StringBuilder();
    boolean marks = false;
    boolean vectors = false;
    for (ExportType export : module.exports()) {
      if (export.type() instanceof FunctionType type && !isInternal(export.name())) {
        String method = overloads.name(JavaNames.method(export.name()), type);
        boolean marked = !resolves(method, export.name());
        String returned =
            plain
                ? signatures.plain(type.results())
                : "Mono<" + signatures.boxed(type.results()) + ">";
        methods
            .append("\n  /** ")
            .append(comment(export.name() + ": " + type))
            .append(" */\n")
            .append(marked ? "  @WasmExport(" + literal(export.name()) + ")\n" : "")
            .append("  ")
            .append(returned)
            .append(' ')
            .append(method)
            .append(Signatures.parameters(type))
            .append(";\n");
        marks |= marked;
        vectors |= hasVectors(type);
      }
    }
    List<String> imports = new ArrayList<>();
    if (marks) {
      imports.add("dev.heddle.bind.WasmExport");
    }
    if (vectors) {
      imports.add("dev.heddle.wasm.V128");
    }
    if (!plain && !methods.isEmpty()) {
      imports.add("reactor.core.publisher.Mono");
    }
    return source(
        name,
        imports,
        "/** What "
            + comment(module.toString())
            + " exports; for {@code Heddle.bind}. */\n"
            + "public interface "
            + name
            + " extends AutoCloseable {\n"
            + methods
            + "\n  /** Closes the instance. */\n  @Override\n  void close();\n"
            + signatures.records()
            + "}\n");
  }

  /** The interface of the imported functions, if there are any. */
  public Optional<JavaSource> imports(String name) {
    Signatures signatures = new Signatures();
    Overloads overloads = new Overloads();
    StringBuilder methods = new StringBuilder();
    boolean vectors = false;
    Set<String> seen = new HashSet<>();
    for (ImportType wanted : module.imports()) {
      if (wanted.type() instanceof FunctionType type
          && seen.add(wanted.module() + "\0" + wanted.name())) {
        String method = overloads.name(JavaNames.method(wanted.name()), type);
        methods
            .append("\n  /** ")
            .append(comment(wanted.module() + "." + wanted.name() + ": " + type))
            .append(" */\n  @WasmImport(value = ")
            .append(literal(wanted.module()))
            .append(", name = ")
            .append(literal(wanted.name()))
            .append(")\n  ")
            .append(signatures.plain(type.results()))
            .append(' ')
            .append(method)
            .append(Signatures.parameters(type))
            .append(";\n");
        vectors |= hasVectors(type);
      }
    }
    if (methods.isEmpty()) {
      return Optional.empty();
    }
    List<String> imports = new ArrayList<>(List.of("dev.heddle.bind.WasmImport"));
    if (vectors) {
      imports.add("dev.heddle.wasm.V128");
    }
    return Optional.of(
        source(
            name,
            imports,
            "/** What "
                + comment(module.toString())
                + " imports; for hosts to implement. */\n"
                + "public interface "
                + name
                + " {\n"
                + methods
                + signatures.records()
                + "}\n"));
  }

  private JavaSource source(String name, List<String> imports, String body) {
    StringBuilder text = new StringBuilder("// Written by heddle:bind.\n");
    if (!packageName.isEmpty()) {
      text.append("package ").append(packageName).append(";\n\n");
    }
    imports.forEach(imported -> text.append("import ").append(imported).append(";\n"));
    text.append(imports.isEmpty() ? "" : "\n").append(body);
    return new JavaSource(packageName, name, text.toString());
  }

  private static boolean isInternal(String name) {
    return INTERNAL.contains(name) || name.startsWith("cabi_post_");
  }

  /** Whether the binding finds an export by the name of a method, and finds no other before. */
  private boolean resolves(String method, String name) {
    for (String tried : Names.of(method)) {
      if (tried.equals(name)) {
        return true;
      }
      boolean taken =
          module.exports().stream()
              .anyMatch(
                  other -> other.name().equals(tried) && other.type() instanceof FunctionType);
      if (taken) {
        return false;
      }
    }
    return false;
  }

  private static boolean hasVectors(FunctionType type) {
    List<ValueType> all = new ArrayList<>(type.parameters());
    all.addAll(type.results());
    return all.contains(VectorType.V128);
  }

  /** A name of WebAssembly, which is any text, within a comment of Java. */
  private static String comment(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .limit(200)
        .forEach(letter -> {
          boolean plain = letter >= ' ' && letter < 0x7f && "@{}<>&*\\".indexOf(letter) < 0;
          // an arrow reads better than an entity
          safe.append(plain || letter == '>' ? Character.toString(letter) : "?");
        });
    return safe.toString().replace(">", "&gt;");
  }

  private static String literal(String text) {
    StringBuilder literal = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (letter == '"' || letter == '\\') {
        literal.append('\\').append(letter);
      } else if (letter >= ' ' && letter < 0x7f) {
        literal.append(letter);
      } else {
        // in octal where it can be: u000a would end the line, as it is read before all else
        literal.append((letter <= 0x7f ? "\\%03o" : "\\u%04x").formatted((int) letter));
      }
    }
    return literal.append('"').toString();
  }

  /** Methods of one name and the same parameters get numbers. */
  private static final class Overloads {

    private final Map<String, Integer> known = new HashMap<>();

    String name(String wanted, FunctionType type) {
      String name = wanted;
      int number = 2;
      if (wanted.equals("close") && type.parameters().isEmpty()) {
        name = "close_";
      }
      while (known.putIfAbsent(name + Signatures.parameters(type), 1) != null) {
        name = wanted + number++;
      }
      return name;
    }
  }
}
