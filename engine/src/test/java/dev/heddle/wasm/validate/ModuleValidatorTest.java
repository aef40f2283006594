package dev.heddle.wasm.validate;

import static dev.heddle.wasm.decode.ModuleBytes.join;
import static dev.heddle.wasm.decode.ModuleBytes.module;
import static dev.heddle.wasm.decode.ModuleBytes.name;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.wasm.InvalidModuleException;
import dev.heddle.wasm.decode.ModuleBytes;
import dev.heddle.wasm.decode.ModuleDecoder;
import org.junit.jupiter.api.Test;

class ModuleValidatorTest {

  private static final int[] EMPTY_BODY = {0, 0x0b};

  @Test
  void functionsNeedATypeThatIsThere() {
    invalid(
        module().section(1, 1, 0x60, 0, 0).section(3, 1, 1).code(EMPTY_BODY),
        "unknown type 1 (function 0, offset 0x10)");
  }

  @Test
  void memoriesHaveAtMostFourGibibytes() {
    valid(module().section(5, 1, 1, 0x80, 0x80, 4, 0x80, 0x80, 4));
    invalid(
        module().section(5, 1, 0, 0x81, 0x80, 4),
        "memory size must be at most 65536 pages (4GiB), not 65537 (memory 0, offset 0xa)");
    invalid(
        module().section(5, 1, 1, 0, 0x81, 0x80, 4),
        "memory size must be at most 65536 pages (4GiB), not 65537");
    invalid(
        module().section(5, 1, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1),
        "memory size must be at most 65536 pages (4GiB), not 18446744073709551615");
  }

  @Test
  void sizesMayNotStartAboveTheirMaximum() {
    valid(module().section(4, 1, 0x70, 1, 2, 2).section(5, 1, 1, 2, 2));
    invalid(
        module().section(4, 1, 0x70, 1, 3, 2),
        "size minimum must not be greater than maximum: 3 and 2 (table 0, offset 0xa)");
    invalid(
        module().section(2, join(new int[] {1}, name("m"), name("t"), new int[] {2, 1, 1, 0})),
        "size minimum must not be greater than maximum: 1 and 0 (memory 0, offset 0xa)");
  }

  @Test
  void tablesHaveAtMostFourBillionElements() {
    valid(module().section(4, 1, 0x70, 0, 0xff, 0xff, 0xff, 0xff, 0x0f));
    invalid(
        module().section(4, 1, 0x70, 0, 0x80, 0x80, 0x80, 0x80, 0x10),
        "table size must be at most 2^32-1 elements, not 4294967296");
  }

  @Test
  void globalsMayUseImmutableGlobalsBeforeThem() {
    valid(globals(0, 0x41, 1, 0x0b, 0x7f, 0, 0x23, 0, 0x0b));
    invalid(globals(1, 0x41, 1, 0x0b, 0x7f, 0, 0x23, 0, 0x0b), "constant expression required");
    invalid(globals(0, 0x23, 1, 0x0b, 0x7f, 0, 0x41, 1, 0x0b), "unknown global 1 (global 0");
    invalid(globals(0, 0x41, 1, 0x0b, 0x7f, 0, 0x23, 1, 0x0b), "unknown global 1 (global 1");
  }

  @Test
  void constantExpressionsMayCalculateWithIntegers() {
    valid(global(0x7f, 0x41, 6, 0x41, 7, 0x6c, 0x41, 1, 0x6b, 0x41, 1, 0x6a));
    valid(global(0x7e, 0x42, 6, 0x42, 7, 0x7e, 0x42, 1, 0x7d, 0x42, 1, 0x7c));
    invalid(
        global(0x7f, 0x41, 6, 0x41, 2, 0x6d), "constant expression required, without i32.div_s");
    invalid(
        global(0x7f, 0x41, 6, 0x42, 2, 0x6a),
        "type mismatch: instruction requires [i32] but stack has [i64]: i32.add (global 0,");
  }

  @Test
  void constantExpressionsLeaveOneValueOfTheRightType() {
    invalid(global(0x7f), "type mismatch: instruction requires [i32] but stack has []: end");
    invalid(global(0x7f, 0x42, 1), "type mismatch");
    invalid(
        global(0x7f, 0x41, 1, 0x41, 2),
        "type mismatch: block requires [i32] but stack has [i32 i32]: values remaining on stack");
    invalid(global(0x70, 0xd0, 0x6f), "type mismatch");
    invalid(global(0x70, 0xd2, 0), "unknown function 0");
    invalid(global(0x7f, 0x01, 0x41, 1), "constant expression required, without nop");
  }

  @Test
  void exportsHaveDistinctNamesAndKnownIndices() {
    ModuleBytes both = module().section(4, 1, 0x70, 0, 0).section(5, 1, 0, 0);
    valid(both.section(7, 2, 1, 'a', 1, 0, 1, 'b', 2, 0));
    invalid(
        module().section(5, 1, 0, 0).section(7, 2, 1, 'a', 2, 0, 1, 'a', 2, 0),
        "duplicate export name (export \"a\", offset 0x14)");
    invalid(module().section(7, 1, 0, 0, 0), "unknown function 0 (export \"\", offset 0xb)");
    invalid(module().section(7, 1, 0, 1, 3), "unknown table 3");
    invalid(module().section(7, 1, 0, 2, 0), "unknown memory 0");
    invalid(
        module().section(7, 1, 0, 3, 0xff, 0xff, 0xff, 0xff, 0x0f), "unknown global 4294967295");
  }

  @Test
  void theStartFunctionTakesAndReturnsNothing() {
    valid(function(0x60, 0, 0).section(8, 0).code(EMPTY_BODY));
    invalid(
        function(0x60, 1, 0x7f, 0).section(8, 0).code(EMPTY_BODY),
        "start function must be () -> (), not (i32) -> () (function 0 \"func[0]\", offset 0x15)");
    invalid(function(0x60, 0, 0).section(8, 1).code(EMPTY_BODY), "unknown function 1");
  }

  @Test
  void elementSegmentsFitTheirTable() {
    valid(table(0x70).section(9, 1, 4, 0x41, 0, 0x0b, 1, 0xd0, 0x70, 0x0b));
    invalid(
        module().section(9, 1, 0, 0x41, 0, 0x0b, 0),
        "unknown table 0 (element segment 0, offset 0xb)");
    invalid(
        table(0x6f).section(9, 1, 0, 0x41, 0, 0x0b, 0),
        "type mismatch: a segment of (ref func) for table 0 externref");
    invalid(table(0x70).section(9, 1, 0, 0x42, 0, 0x0b, 0), "type mismatch");
    invalid(table(0x70).section(9, 1, 0, 0x41, 0, 0x0b, 1, 9), "unknown function 9");
    invalid(module().section(9, 1, 5, 0x6f, 1, 0xd0, 0x70, 0x0b), "type mismatch");
  }

  @Test
  void dataSegmentsNeedTheirMemory() {
    valid(module().section(5, 1, 0, 0).section(11, 1, 0, 0x41, 0, 0x0b, 0));
    valid(module().section(11, 1, 1, 0));
    invalid(
        module().section(11, 1, 0, 0x41, 0, 0x0b, 0),
        "unknown memory 0 (data segment 0, offset 0xb)");
    invalid(
        module().section(5, 1, 0, 0).section(11, 1, 2, 1, 0x41, 0, 0x0b, 0), "unknown memory 1");
    invalid(module().section(5, 1, 0, 0).section(11, 1, 0, 0x42, 0, 0x0b, 0), "type mismatch");
  }

  private static ModuleBytes globals(int firstMutable, int... rest) {
    return module().section(6, join(new int[] {2, 0x7f, firstMutable}, rest));
  }

  private static ModuleBytes global(int type, int... initializer) {
    return module().section(6, join(new int[] {1, type, 0}, initializer, new int[] {0x0b}));
  }

  private static ModuleBytes function(int... type) {
    return module().section(1, join(new int[] {1}, type)).section(3, 1, 0);
  }

  private static ModuleBytes table(int element) {
    return module().section(4, 1, element, 0, 0);
  }

  private static void valid(ModuleBytes module) {
    ModuleValidator.validate(ModuleDecoder.decode(module.toBytes()));
  }

  private static void invalid(ModuleBytes module, String message) {
    byte[] bytes = module.toBytes();
    assertThatThrownBy(() -> ModuleValidator.validate(ModuleDecoder.decode(bytes)))
        .isInstanceOf(InvalidModuleException.class)
        .hasMessageStartingWith(message);
  }
}
