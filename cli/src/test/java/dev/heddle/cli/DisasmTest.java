package dev.heddle.cli;

import static dev.heddle.cli.Cli.guest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.cli.Cli.Result;
import org.junit.jupiter.api.Test;

/** {@code heddle disasm}. */
class DisasmTest {

  private static final String MATH = guest("math");

  @Test
  void aModuleIsShownWithAllItsInstructions() {
    Result result = Cli.plain().run("disasm", MATH);
    assertThat(result.out())
        .startsWith("(module $math\n  (type (;0;) (func (param i32)))\n")
        .contains("    call $inner\n")
        .contains("  (export \"fail\" (func $outer))\n")
        .endsWith("\n)\n");
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
  }

  @Test
  void functionsAreChosenByNameExportAndIndex() {
    String outer =
        """
        (func $outer (;10;) (type 0) (param i32)
          local.get 0
          call $inner
        )
        """;
    assertThat(Cli.plain().run("disasm", "-f", "outer", MATH).out()).isEqualTo(outer);
    assertThat(Cli.plain().run("disasm", "--function=fail", MATH).out()).isEqualTo(outer);
    assertThat(Cli.plain().run("disasm", "-f10", "-f", "fail", MATH).out())
        .isEqualTo(outer + outer);
    assertThat(Cli.plain().run("disasm", "-f", "price", guest("shop")).out())
        .isEqualTo(
            "(import \"env\" \"price\" (func $price (;0;) (type 0) (param i32) (result i32)))\n");
  }

  @Test
  void aFunctionThatIsNotThereIsNamed() {
    for (String wanted : new String[] {"missing", "15", "-1"}) {
      Result result = Cli.plain().run("disasm", "--function=" + wanted, MATH);
      assertThat(result.err())
          .isEqualToNormalizingNewlines(
              "heddle: " + MATH + ": no function '" + wanted + "'; there are 15, 0 to 14\n");
      assertThat(result.code()).isEqualTo(1);
    }
  }

  @Test
  void registerCodeIsShownToo() {
    assertThat(Cli.plain().run("disasm", "--registers", "-f", "add", MATH).out())
        .contains("i32.add")
        .doesNotContain("local.get");
  }
}
