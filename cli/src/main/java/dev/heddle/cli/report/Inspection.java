package dev.heddle.cli.report;

import dev.heddle.wasi.Wasi;
import dev.heddle.wasm.CustomSection;
import dev.heddle.wasm.Feature;
import dev.heddle.wasm.Section;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.types.ExportType;
import dev.heddle.wasm.types.ExternType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ImportType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What there is to say of a module.
 *
 * @param file what it is called
 * @param module the module
 */
public record Inspection(String file, WasmModule module) {

  private static final String START = "_start";
  private static final String INITIALIZE = "_initialize";

  /** What a module is made for. */
  enum Kind {
    PROGRAM("a program: 'heddle run' calls its _start"),
    LIBRARY("a library: _initialize is called first, then what it exports"),
    MODULE("a module without _start: 'heddle run --invoke' calls what it exports");

    private final String description;

    Kind(String description) {
      this.description = description;
    }

    String description() {
      return description;
    }
  }

  Kind kind() {
    if (exportsFunction(START)) {
      return Kind.PROGRAM;
    }
    return exportsFunction(INITIALIZE) ? Kind.LIBRARY : Kind.MODULE;
  }

  private boolean exportsFunction(String name) {
    return module.exports().stream()
        .anyMatch(each -> each.name().equals(name) && each.type() instanceof FunctionType);
  }

  /** The imports that {@code heddle run} gives. */
  List<ImportType> given() {
    return module.imports().stream().filter(Inspection::isGiven).toList();
  }

  /** The imports that it does not give. */
  List<ImportType> unknown() {
    return module.imports().stream().filter(each -> !isGiven(each)).toList();
  }

  private static boolean isGiven(ImportType wanted) {
    return wanted.type() instanceof FunctionType && Wasi.gives(wanted.module(), wanted.name());
  }

  /** How many bytes the module has, if that is to be known from its sections. */
  long bytes() {
    List<Section> sections = module.sections();
    return sections.isEmpty() ? 8 : sections.getLast().offset() + (long) sections.getLast().size();
  }

  /** The names of the features that it uses. */
  List<String> features() {
    return module.features().stream().map(Feature::proposal).toList();
  }

  /** The tools that have made it, as they say. */
  List<Producers.Tool> producers() {
    Optional<CustomSection> section =
        module.customSections().stream()
            .filter(each -> each.name().equals("producers"))
            .findFirst();
    return section.map(found -> Producers.read(module.content(found))).orElse(List.of());
  }

  /** The number of imported functions. */
  int importedFunctions() {
    return (int)
        module.imports().stream().filter(each -> each.type() instanceof FunctionType).count();
  }

  /** The whole as JSON. */
  public String json() {
    return Json.of(
        Values.map(
            "file", file,
            "bytes", bytes(),
            "name", module.name().orElse(null),
            "kind", kind().name().toLowerCase(Locale.ROOT),
            "features", features(),
            "given", given().stream().map(each -> each.module() + "." + each.name()).toList(),
            "unknown", unknown().stream().map(each -> each.module() + "." + each.name()).toList(),
            "imports", module.imports().stream().map(Inspection::of).toList(),
            "exports", module.exports().stream().map(Inspection::of).toList(),
            "types", module.types().stream().map(Object::toString).toList(),
            "memories", module.memories().stream().map(Object::toString).toList(),
            "tables", module.tables().stream().map(Object::toString).toList(),
            "globals", module.globals().stream().map(Object::toString).toList(),
            "tags", module.tags().stream().map(Object::toString).toList(),
            "importedFunctions", importedFunctions(),
            "definedFunctions", module.definedFunctions(),
            "start", module.start().isPresent() ? (Integer) module.start().getAsInt() : null,
            "producers",
                producers().stream()
                    .map(each ->
                        Values.map(
                            "field", each.field(), "name", each.name(), "version", each.version()))
                    .toList(),
            "sections", module.sections().stream().map(Inspection::of).toList()));
  }

  private static Map<String, @Nullable Object> of(ImportType each) {
    return Values.map(
        "module", each.module(),
        "name", each.name(),
        "kind", each.type().kind(),
        "type", each.type().toString(),
        "given", isGiven(each));
  }

  private static Map<String, @Nullable Object> of(ExportType each) {
    return Values.map(
        "name", each.name(), "kind", each.type().kind(), "type", each.type().toString());
  }

  private static Map<String, @Nullable Object> of(Section each) {
    return Values.map(
        "name", each.name(),
        "custom", each.isCustom(),
        "offset", each.offset(),
        "size", each.size());
  }

  /** The whole for people. */
  public String text() {
    return new InspectionText(this).toString();
  }

  /** A type without the word that says its kind, where there is one. */
  static String type(ExternType type) {
    String text = type.toString();
    return text.startsWith(type.kind() + " ") ? text.substring(type.kind().length() + 1) : text;
  }
}
