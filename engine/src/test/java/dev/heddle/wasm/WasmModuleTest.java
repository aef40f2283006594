package dev.heddle.wasm;

import static dev.heddle.wasm.types.ValueType.FUNCREF;
import static dev.heddle.wasm.types.ValueType.I32;
import static dev.heddle.wasm.types.ValueType.I64;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.wasm.types.ExportType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.ImportType;
import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.TableType;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WasmModuleTest {

  private static final byte[] EMPTY = {0, 'a', 's', 'm', 1, 0, 0, 0};

  private final WasmModule sections = Guests.module("sections");

  @Test
  void theNameSectionNamesTheModule() {
    assertThat(sections.name()).contains("Sections");
    assertThat(WasmModule.load(EMPTY).name()).isEmpty();
    assertThat(Guests.module("no-memory").name()).isEmpty();
  }

  @Test
  void importsAndExportsCanBeListed() {
    assertThat(sections.imports())
        .containsExactly(new ImportType("env", "log", FunctionType.of(List.of(I32), List.of())));
    assertThat(sections.exports())
        .containsExactly(
            new ExportType("memory", MemoryType.of(1, 16)),
            new ExportType("table", TableType.of(FUNCREF, 0)),
            new ExportType("version", new GlobalType(I32, false)),
            new ExportType("first", FunctionType.of(List.of(), List.of())),
            new ExportType("second", FunctionType.of(List.of(), List.of(I64))));
    assertThat(sections.imports().getFirst()).hasToString("import env.log: (i32) -> ()");
    assertThat(sections.exports().get(1)).hasToString("export table: table 0 funcref");
    assertThat(sections.definedFunctions()).isEqualTo(2);
  }

  @Test
  void everythingThatIsDeclaredCanBeListed() {
    WasmModule memories = Guests.module("memories");
    assertThat(memories.memories()).hasSizeGreaterThan(1);
    assertThat(sections.memories()).containsExactly(MemoryType.of(1, 16));
    assertThat(sections.tables()).containsExactly(TableType.of(FUNCREF, 0));
    assertThat(sections.globals()).containsExactly(new GlobalType(I32, false));
    assertThat(sections.tags()).isEmpty();
    assertThat(Guests.module("throws").tags()).isNotEmpty();
    assertThat(sections.start()).isEmpty();
    assertThat(Guests.module("start").start()).isPresent();
    assertThat(sections.functionType(0).function()).isEqualTo(sections.imports().getFirst().type());
    assertThat(sections.functionType(2).function().results()).containsExactly(I64);
    assertThat(List.of(0, 1, 2).stream().map(sections::functionName))
        .containsExactly("log", "named", "second");
    assertThatThrownBy(() -> sections.functionType(3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> sections.functionName(-1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void customSectionsCanBeRead() {
    CustomSection notes = sections.customSections().get(1);

    assertThat(sections.content(notes)).isEqualTo("hello".getBytes(UTF_8));
    sections.content(notes)[0] = 'j';
    assertThat(sections.content(notes)).isEqualTo("hello".getBytes(UTF_8));
    CustomSection other = new CustomSection("notes", 0, 1 << 20);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sections.content(other))
        .withMessageContaining("module Sections")
        .withMessageContaining("notes");
  }

  @Test
  void customSectionsPointIntoTheModule() {
    byte[] bytes = Guests.bytes("sections");

    assertThat(sections.customSections())
        .extracting(CustomSection::name)
        .containsExactly("build-id", "notes", "name");
    CustomSection buildId = sections.customSections().getFirst();
    assertThat(new String(bytes, buildId.offset(), buildId.size(), UTF_8)).isEqualTo("0123");
    CustomSection notes = sections.customSections().get(1);
    assertThat(new String(bytes, notes.offset(), notes.size(), UTF_8)).isEqualTo("hello");
  }

  @Test
  void sectionsPointIntoTheModule() {
    byte[] bytes = Guests.bytes("sections");

    List<Section> all = sections.sections();

    assertThat(all.stream().filter(Section::isCustom))
        .extracting(Section::name)
        .containsExactly("build-id", "notes", "name");
    assertThat(all.stream().filter(section -> !section.isCustom()))
        .extracting(Section::name)
        .startsWith("type", "import", "function")
        .endsWith("code");
    assertThat(all.getLast().offset() + all.getLast().size()).isEqualTo(bytes.length);
    for (Section section : all) {
      if (section.isCustom()) {
        String content = new String(bytes, section.offset(), section.size(), UTF_8);
        assertThat(content.substring(1)).startsWith(section.name());
      }
    }
  }

  @Test
  void aModuleIsLoadedFromAFileAndFromAStreamAsFromBytes(@TempDir Path folder) throws IOException {
    byte[] bytes = Guests.bytes("sections");
    Path file = Files.write(folder.resolve("sections.wasm"), bytes);

    assertThat(WasmModule.load(file).exports()).isEqualTo(sections.exports());
    assertThat(WasmModule.load(new ByteArrayInputStream(bytes)).exports())
        .isEqualTo(sections.exports());
  }

  @Test
  void bytesMayBeChangedAfterLoading() {
    byte[] bytes = Guests.bytes("calls");
    WasmModule module = WasmModule.load(bytes);
    Arrays.fill(bytes, (byte) 0xff);

    assertThat(Instance.builder(module).build().function("answer").callInt()).isEqualTo(42);
  }

  @Test
  void whatIsNoModuleIsMalformedWithItsOffset() {
    assertThatExceptionOfType(MalformedModuleException.class)
        .isThrownBy(() -> WasmModule.load(new byte[0]))
        .withMessageStartingWith("unexpected end");
    assertThatExceptionOfType(MalformedModuleException.class)
        .isThrownBy(() -> WasmModule.load("no module".getBytes(UTF_8)))
        .withMessageStartingWith("magic header not detected")
        .satisfies(e -> assertThat(e.offset()).isZero());
    byte[] cut = Arrays.copyOf(Guests.bytes("calls"), 60);
    assertThatExceptionOfType(MalformedModuleException.class)
        .isThrownBy(() -> WasmModule.load(cut))
        .satisfies(e -> assertThat(e.offset()).isBetween(8L, 60L));
  }

  @Test
  void aModuleOfTheClassPathIsFoundBesideAClass() throws IOException {
    assertThat(WasmModule.load(WasmModuleTest.class, "guests/calls.wasm").exports()).isNotEmpty();
    assertThat(
            WasmModule.load(WasmModuleTest.class, "/dev/heddle/wasm/guests/calls.wasm").exports())
        .isNotEmpty();
    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() ->
            WasmModule.load(
                WasmModuleTest.class,
                "guests/calls.wasm",
                Limits.builder().maxModuleBytes(10).build()));
  }

  @Test
  void oneThatIsNotThereIsNamed() {
    assertThatExceptionOfType(FileNotFoundException.class)
        .isThrownBy(() -> WasmModule.load(WasmModuleTest.class, "guests/shop.wasm"))
        .withMessageContaining("resource dev/heddle/wasm/guests/shop.wasm")
        .withMessageContaining("beside dev.heddle.wasm.WasmModuleTest");
    assertThatExceptionOfType(FileNotFoundException.class)
        .isThrownBy(() -> WasmModule.load(String.class, "/shop.wasm"))
        .withMessageContaining("resource shop.wasm, ")
        .withMessageContaining("module java.base");
    InputStream none = WasmModuleTest.class.getResourceAsStream("shop.wasm");
    assertThatExceptionOfType(NullPointerException.class)
        .isThrownBy(() -> WasmModule.load(none))
        .withMessageContaining("where there is no resource");
  }

  @Test
  void whatDoesNotValidateIsInvalidWithItsFunction() {
    assertThatExceptionOfType(InvalidModuleException.class)
        .isThrownBy(() -> Guests.module("invalid"))
        .withMessageStartingWith("type mismatch")
        .withMessageContaining("function 0")
        .satisfies(e -> assertThat(e.offset()).isEqualTo(0x1f));
  }

  @Test
  void whatNeedsMoreThanThereIsNamesTheFeature() {
    assertThatExceptionOfType(UnsupportedFeatureException.class)
        .isThrownBy(() -> Guests.module("switching"))
        .withMessageContaining("stack-switching")
        .satisfies(e -> assertThat(e.feature()).isEqualTo("stack-switching"));
  }

  @Test
  void onlyDefinedFunctionsCanBeDisassembled() {
    assertThat(sections.disassemble(1)).isNotBlank();
    assertThatThrownBy(() -> sections.disassemble(0))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("1 to 2");
    assertThatThrownBy(() -> sections.disassemble(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> sections.disassemble(-1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
