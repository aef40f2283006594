package dev.heddle.cli.report;

import dev.heddle.cli.option.Sizes;
import dev.heddle.cli.shell.Texts;
import dev.heddle.wasm.Section;
import dev.heddle.wasm.WasmModule;
import dev.heddle.wasm.types.ExportType;
import dev.heddle.wasm.types.ExternType;
import dev.heddle.wasm.types.ImportType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** An inspection for people. */
final class InspectionText {

  private final Inspection inspection;
  private final WasmModule module;
  private final StringBuilder text = new StringBuilder();

  InspectionText(Inspection inspection) {
    this.inspection = inspection;
    this.module = inspection.module();
    heading();
    needs();
    imports();
    exports();
    indexed("Types", module.types());
    indexed("Memories", module.memories());
    indexed("Tables", module.tables());
    indexed("Globals", module.globals());
    indexed("Tags", module.tags());
    sections();
  }

  private void heading() {
    line(
        inspection.file()
            + ": "
            + module.name().map(name -> "\"" + Texts.shown(name) + "\", ").orElse("")
            + Sizes.text(inspection.bytes())
            + ", "
            + module.definedFunctions()
            + (module.definedFunctions() == 1 ? " function" : " functions"));
    line("  " + inspection.kind().description());
    if (module.start().isPresent()) {
      int start = module.start().getAsInt();
      line("  start    function " + start + " " + Texts.shown(module.functionName(start)));
    }
    List<String> features = inspection.features();
    line("  features " + (features.isEmpty() ? "WebAssembly 1.0" : String.join(", ", features)));
    List<Producers.Tool> producers = inspection.producers();
    if (!producers.isEmpty()) {
      line(
          "  made by  "
              + producers.stream()
                  .map(tool -> Texts.shown((tool.name() + " " + tool.version()).strip()))
                  .collect(Collectors.joining(", ")));
    }
  }

  private void needs() {
    Map<String, List<String>> given = new TreeMap<>();
    for (ImportType each : inspection.given()) {
      given.computeIfAbsent(each.module(), module -> new ArrayList<>()).add(each.name());
    }
    List<ImportType> unknown = inspection.unknown();
    title("Needs from a host");
    given.forEach((module, names) ->
        line("  " + module + ", which 'heddle run' gives: " + String.join(", ", names)));
    for (ImportType each : unknown) {
      line("  unknown: " + name(each) + ": " + Texts.shown(each.type().toString()));
    }
    if (module.imports().isEmpty()) {
      line("  nothing");
    }
  }

  private void imports() {
    if (module.imports().isEmpty()) {
      return;
    }
    title("Imports");
    List<List<String>> rows = new ArrayList<>();
    Map<String, Integer> next = new TreeMap<>();
    for (ImportType each : module.imports()) {
      int index = next.merge(each.type().kind(), 1, Integer::sum) - 1;
      rows.add(List.of(each.type().kind() + " " + index, name(each), Inspection.type(each.type())));
    }
    table(rows);
  }

  private void exports() {
    if (module.exports().isEmpty()) {
      return;
    }
    title("Exports");
    List<List<String>> rows = new ArrayList<>();
    for (ExportType each : module.exports()) {
      rows.add(List.of(each.type().kind(), Texts.shown(each.name()), Inspection.type(each.type())));
    }
    table(rows);
  }

  private void indexed(String title, List<?> items) {
    if (items.isEmpty()) {
      return;
    }
    title(title);
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      rows.add(
          List.of(
              String.valueOf(i),
              items.get(i) instanceof ExternType type
                  ? Inspection.type(type)
                  : String.valueOf(items.get(i))));
    }
    table(rows);
  }

  private void sections() {
    title("Sections");
    List<List<String>> rows = new ArrayList<>();
    for (Section each : module.sections()) {
      rows.add(
          List.of(
              each.isCustom() ? "custom " + Texts.shown(each.name()) : each.name(),
              "0x" + Integer.toHexString(each.offset()),
              Sizes.text(each.size())));
    }
    table(rows);
  }

  private static String name(ImportType each) {
    return Texts.shown(each.module()) + "." + Texts.shown(each.name());
  }

  private void title(String title) {
    line("");
    line(title);
  }

  /** Rows, whose columns are as wide as they have to be. */
  private void table(List<List<String>> rows) {
    int columns = rows.isEmpty() ? 0 : rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns - 1; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(" ");
      for (int i = 0; i < columns; i++) {
        line.append(' ').append(row.get(i));
        line.repeat(' ', Math.max(0, widths[i] - row.get(i).length()));
        line.append(i < columns - 1 ? " " : "");
      }
      line(line.toString().stripTrailing());
    }
  }

  private void line(String line) {
    text.append(line).append('\n');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
