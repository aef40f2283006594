package dev.heddle.cli;

import static dev.heddle.cli.Cli.guest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.cli.Cli.Result;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;

/** {@code heddle inspect}. */
class InspectTest {

  @Test
  void itSaysWhatAModuleNeedsAndGives() {
    Result result = Cli.plain().run("inspect", guest("shop"));
    assertThat(result.out())
        .isEqualToNormalizingNewlines(
            guest("shop")
                + """
                : "shop", 152 B, 1 function
                  a program: 'heddle run' calls its _start
                  features WebAssembly 1.0

                Needs from a host
                  wasi_snapshot_preview1, which 'heddle run' gives: proc_exit
                  unknown: env.price: (i32) -> (i32)
                  unknown: env.stock: (i32) -> (i32)

                Imports
                  func 0  env.price                         (i32) -> (i32)
                  func 1  env.stock                         (i32) -> (i32)
                  func 2  wasi_snapshot_preview1.proc_exit  (i32) -> ()

                Exports
                  func  _start  () -> ()

                Types
                  0  func (i32) -> (i32)
                  1  func (i32) -> ()
                  2  func () -> ()

                Sections
                  type         0xa   13 B
                  import       0x19  60 B
                  function     0x57  2 B
                  export       0x5b  10 B
                  code         0x67  12 B
                  custom name  0x75  35 B
                """);
    assertThat(result.code()).isZero();
  }

  @Test
  void itKnowsAllKindsOfThings() {
    String text = Cli.plain().run("inspect", guest("math")).out();
    assertThat(text)
        .contains("a module without _start: 'heddle run --invoke' calls what it exports")
        .contains("features multi-value, reference-types, simd, exception-handling")
        .contains("\nNeeds from a host\n  nothing\n")
        .containsPattern("memory +memory +1 3\n")
        .containsPattern("global +answer +i32\n")
        .containsPattern("tag +broken +\\(i32\\)\n")
        .containsPattern("table +table +2 funcref\n");
    assertThat(Cli.plain().run("inspect", guest("tool")).out())
        .containsPattern("made by  .*clang \\d")
        .contains("custom producers");
  }

  @Test
  void itIsAlsoToBeHadAsJson() {
    Result result = Cli.plain().run("inspect", "--json", guest("shop"));
    assertThat(result.out())
        .startsWith("{\n  \"file\": \"")
        .contains("\"kind\": \"program\"")
        .contains("\"unknown\": [\n    \"env.price\",\n    \"env.stock\"\n  ]")
        .contains(
            """
                {
                  "name": "_start",
                  "kind": "func",
                  "type": "() -> ()"
                }
            """
                .indent(0))
        .endsWith("}\n");
    assertThat(result.code()).isZero();
  }

  @Test
  void nobodyWhoReadsItIsNoFailure() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int single) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    assertThat(Cli.plain().to(closed, "inspect", guest("tool"))).isEqualTo(new Result(141, "", ""));
  }
}
