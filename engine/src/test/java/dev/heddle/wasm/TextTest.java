package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Modules in the text format. {@code text.wat} is such a text, and {@code text.wasm} was made of it
 * by another tool.
 */
class TextTest {

  private static final WasmModule TEXT = Guests.module("text");

  private static String source() throws IOException {
    try (InputStream stream = TextTest.class.getResourceAsStream("guests/text.wat")) {
      return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aModuleIsWrittenAsItWasRead() throws IOException {
    StringBuilder text = new StringBuilder();
    TEXT.writeText(text);
    assertThat(text.toString()).isEqualToNormalizingNewlines(source());
  }

  @Test
  void aFunctionIsWrittenAlone() throws IOException {
    StringBuilder text = new StringBuilder();
    TEXT.writeText(1, text);
    TEXT.writeText(0, text);
    assertThat(text.toString())
        .isEqualTo(
            """
            (func $add (;1;) (type 4) (param i32 i32) (result i32)
              (local i64 f32)
              local.get 0
              local.get 1
              i32.add
            )
            (import "env" "log \\"it\\"" (func $log (;0;) (type 5) (param i32)))
            """);
    assertThatThrownBy(() -> TEXT.writeText(10, text))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void functionsAreFoundByTheirNames() {
    assertThat(TEXT.functionIndex("add")).hasValue(1);
    assertThat(TEXT.functionIndex("a b")).hasValue(2);
    assertThat(TEXT.functionIndex("memory")).hasValue(4);
    assertThat(TEXT.functionIndex("nothing")).isEmpty();
  }
}
