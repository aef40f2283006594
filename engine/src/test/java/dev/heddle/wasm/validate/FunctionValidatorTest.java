package dev.heddle.wasm.validate;

import static dev.heddle.wasm.decode.ModuleBytes.join;
import static dev.heddle.wasm.decode.ModuleBytes.module;
import static dev.heddle.wasm.decode.ModuleBytes.repeat;
import static dev.heddle.wasm.decode.ModuleBytes.u32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.wasm.InvalidModuleException;
import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.MalformedModuleException;
import dev.heddle.wasm.decode.ModuleBytes;
import dev.heddle.wasm.decode.ModuleDecoder;
import dev.heddle.wasm.module.Mnemonics;
import dev.heddle.wasm.module.Opcode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FunctionValidatorTest {

  // Every instruction needs something of: types 0 () -> (), 1 (i32 i64) -> (i64 i32), 2 () ->
  // (i32);
  // functions 0 and 1 of type 0, 2 of type 1, of which only 1 is exported; a memory; tables of
  // funcref and externref; globals 0 i32, 1 mutable i64; one element and one data segment.
  private static final int UNREACHABLE = 0x00;
  private static final int EMPTY = 0x40;
  private static final int I32 = 0x7f;

  @Test
  void anEmptyFunctionIsValid() {
    valid();
  }

  @Test
  void operandsMustBeThereAndOfTheRightType() {
    invalid(
        "type mismatch: instruction requires [i32] but stack has [i64]: i32.add"
            + " (function 0 \"func[0]\", offset 0x53)",
        0x41,
        0,
        0x42,
        0,
        0x6a);
    invalid("type mismatch: instruction requires [i32] but stack has []: i32.eqz", 0x45);
    invalid("type mismatch: instruction requires [any] but stack has []: drop", 0x1a);
    invalid(
        "type mismatch: block requires [] but stack has [i32 i64]: values remaining on stack",
        0x41,
        0,
        0x42,
        0);
  }

  @Test
  void operandsOfAnEnclosingBlockAreOutOfReach() {
    invalid("type mismatch", 0x41, 0, 0x02, EMPTY, 0x1a, 0x0b);
    valid(0x41, 0, 0x02, EMPTY, 0x0b, 0x1a);
  }

  @Test
  void blocksTakeTheirParametersAndLeaveTheirResults() {
    valid(0x41, 0, 0x42, 0, 0x02, 1, 0x1a, 0x1a, 0x42, 0, 0x41, 0, 0x0b, 0x1a, 0x1a);
    valid(0x02, I32, 0x41, 0, 0x0b, 0x1a);
    invalid("type mismatch", 0x42, 0, 0x42, 0, 0x02, 1, 0x00, 0x0b, 0x1a, 0x1a);
    invalid("unknown type 9", 0x02, 9, 0x0b);
    malformed("malformed value type 0x50", 0x02, 0x50, 0x0b);
    malformed("malformed block type", 0x02, 0xff, 0x7f, 0x0b);
  }

  @Test
  void bothBranchesOfAnIfHaveTheSameResults() {
    valid(0x41, 0, 0x04, I32, 0x41, 1, 0x05, 0x41, 2, 0x0b, 0x1a);
    invalid("type mismatch", 0x41, 0, 0x04, I32, 0x41, 1, 0x05, 0x42, 2, 0x0b, 0x1a);
    invalid(
        "type mismatch: if without else takes [] but returns [i32]",
        0x41,
        0,
        0x04,
        I32,
        0x41,
        1,
        0x0b,
        0x1a);
    malformed("END opcode expected: else without if", 0x02, EMPTY, 0x05, 0x0b);
    malformed("END opcode expected: else without if", 0x41, 0, 0x04, EMPTY, 0x05, 0x05, 0x0b);
  }

  @Test
  void branchesCarryWhatTheirLabelTakes() {
    valid(0x02, I32, 0x41, 1, 0x0c, 0, 0x0b, 0x1a);
    invalid("type mismatch", 0x02, I32, 0x0c, 0, 0x0b, 0x1a);
    valid(0x03, I32, 0x0c, 0, 0x0b, 0x1a);
    valid(0x02, I32, 0x41, 1, 0x41, 0, 0x0d, 0, 0x0b, 0x1a);
    invalid("type mismatch", 0x02, I32, 0x42, 1, 0x41, 0, 0x0d, 0, 0x0b, 0x1a);
    invalid("unknown label 1", 0x0c, 1);
    invalid("unknown label 4294967295", 0x0c, 0xff, 0xff, 0xff, 0xff, 0x0f);
  }

  @Test
  void allLabelsOfABranchTableTakeTheSame() {
    valid(0x02, EMPTY, 0x02, EMPTY, 0x41, 0, 0x0e, 2, 0, 1, 2, 0x0b, 0x0b);
    invalid(
        "type mismatch: labels of br_table take 0 and 1 values",
        0x02,
        I32,
        0x02,
        EMPTY,
        0x41,
        0,
        0x41,
        0,
        0x0e,
        1,
        0,
        1,
        0x0b,
        0x41,
        0,
        0x0b,
        0x1a);
    invalid(
        "type mismatch",
        0x02,
        I32,
        0x02,
        0x7e,
        0x41,
        0,
        0x41,
        0,
        0x0e,
        1,
        0,
        1,
        0x0b,
        0x1a,
        0x41,
        0,
        0x0b,
        0x1a);
    valid(0x02, I32, 0x02, 0x7e, UNREACHABLE, 0x0e, 1, 0, 1, 0x0b, 0x1a, 0x41, 0, 0x0b, 0x1a);
    malformed("unexpected end", 0x41, 0, 0x0e, 0xff, 0xff, 0xff, 0xff, 0x0f, 0);
  }

  @Test
  void unreachableCodeTakesOperandsFromNowhereButNotOfTwoTypes() {
    valid(UNREACHABLE, 0x6a, 0x1a);
    valid(UNREACHABLE, 0x1b, 0x1a);
    valid(UNREACHABLE, 0x41, 0, 0x1b, 0xd1, 0x1a);
    valid(0x02, I32, 0x0f, 0x0b, 0x45, 0x1a);
    valid(UNREACHABLE, 0x0d, 0, 0x10, 2, 0x1a, 0x1a);
    invalid("type mismatch", UNREACHABLE, 0x41, 0, 0x42, 0, 0x6a, 0x1a);
    invalid("type mismatch", UNREACHABLE, 0x42, 0, 0x45, 0x1a);
    invalid("type mismatch", UNREACHABLE, 0x41, 0);
    invalid("type mismatch", 0x02, I32, UNREACHABLE, 0x42, 0, 0x0b, 0x1a);
    invalid(
        "type mismatch: instruction requires [i64] but stack has [i32]: i64.eqz",
        0x02,
        I32,
        UNREACHABLE,
        0x41,
        0,
        0x0d,
        0,
        0x50,
        0x0b,
        0x1a);
  }

  @Test
  void callsTakeParametersAndLeaveResults() {
    valid(0x10, 0);
    valid(0x41, 0, 0x42, 0, 0x10, 2, 0x45, 0x1a, 0x50, 0x1a);
    invalid("type mismatch", 0x42, 0, 0x41, 0, 0x10, 2, 0x1a, 0x1a);
    invalid("unknown function 3", 0x10, 3);
    valid(0x41, 0, 0x42, 0, 0x41, 0, 0x11, 1, 0, 0x1a, 0x1a);
    invalid("unknown table 2", 0x41, 0, 0x11, 0, 2);
    invalid("unknown type 3", 0x41, 0, 0x11, 3, 0);
    invalid("type mismatch: call_indirect needs funcref elements", 0x41, 0, 0x11, 0, 1);
  }

  @Test
  void selectOfReferencesNamesTheirType() {
    valid(0x41, 0, 0x41, 0, 0x41, 0, 0x1b, 0x1a);
    valid(0xd0, 0x70, 0xd0, 0x70, 0x41, 0, 0x1c, 1, 0x70, 0x1a);
    invalid(
        "type mismatch: select of references needs a type",
        0xd0,
        0x70,
        0xd0,
        0x70,
        0x41,
        0,
        0x1b,
        0x1a);
    invalid("type mismatch: select between i32 and i64", 0x41, 0, 0x42, 0, 0x41, 0, 0x1b, 0x1a);
    invalid("invalid result arity: select has 0 results", 0x41, 0, 0x41, 0, 0x41, 0, 0x1c, 0);
    invalid("invalid result arity: select has 2 results", 0x1c, 2, I32, I32);
  }

  @Test
  void variablesMustExistAndGlobalsBeMutableToBeSet() {
    invalid("unknown local 0", 0x20, 0, 0x1a);
    invalid("unknown local 4294967295", 0x21, 0xff, 0xff, 0xff, 0xff, 0x0f);
    valid(0x23, 0, 0x45, 0x1a, 0x42, 0, 0x24, 1);
    invalid("immutable global 0", 0x41, 0, 0x24, 0);
    invalid("unknown global 2", 0x23, 2, 0x1a);
    invalid("type mismatch", 0x41, 0, 0x24, 1);
  }

  @Test
  void localsHaveTheirTypesWhereverTheyAreDeclared() {
    int[] declared =
        join(new int[] {3}, u32(1_000), new int[] {0x7f}, u32(1_000), new int[] {0x7e, 1, 0x7d});
    for (int index : new int[] {0, 999}) {
      valid(body(declared, join(new int[] {0x20}, u32(index), new int[] {0x45, 0x1a})));
    }
    for (int index : new int[] {1_000, 1_023, 1_024, 1_999}) {
      valid(body(declared, join(new int[] {0x20}, u32(index), new int[] {0x50, 0x1a})));
    }
    valid(body(declared, join(new int[] {0x20}, u32(2_000), new int[] {0x8b, 0x1a})));
    assertThatThrownBy(
            () -> validate(body(declared, join(new int[] {0x20}, u32(2_001), new int[] {0x1a}))))
        .hasMessageStartingWith("unknown local 2001");
  }

  @Test
  void memoryAccessesAreAlignedNoMoreThanNaturally() {
    valid(0x41, 0, 0x28, 2, 0, 0x1a);
    valid(0x41, 0, 0x28, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x1a);
    invalid(
        "alignment must not be larger than natural: 2**3 for i32.load", 0x41, 0, 0x28, 3, 0, 0x1a);
    invalid("alignment must not be larger than natural", 0x41, 0, 0x2d, 1, 0, 0x1a);
    invalid("alignment must not be larger than natural", 0x41, 0, 0x28, 0x20, 0, 0x1a);
    invalid("offset out of range: 4294967296", 0x41, 0, 0x28, 2, 0x80, 0x80, 0x80, 0x80, 0x10);
    malformed("malformed memop flags 128", 0x41, 0, 0x28, 0x80, 1, 0, 0x1a);
    invalid("unknown memory 1", 0x41, 0, 0x28, 0x42, 1, 0, 0x1a);
  }

  @Test
  void bulkInstructionsCheckTheirIndices() {
    int[] three = {0x41, 0, 0x41, 0, 0x41, 0};
    valid(join(three, new int[] {0xfc, 8, 0, 0, 0xfc, 9, 0}));
    valid(join(three, new int[] {0xfc, 0x0a, 0, 0}, three, new int[] {0xfc, 0x0b, 0}));
    valid(join(three, new int[] {0xfc, 0x0c, 0, 0, 0xfc, 0x0d, 0}));
    valid(join(three, new int[] {0xfc, 0x0e, 0, 0}));
    valid(0xd0, 0x6f, 0x41, 0, 0xfc, 0x0f, 1, 0x1a, 0xfc, 0x10, 1, 0x1a);
    valid(0x41, 0, 0xd0, 0x6f, 0x41, 0, 0xfc, 0x11, 1);
    invalid("unknown data segment 1", join(three, new int[] {0xfc, 8, 1, 0}));
    invalid("unknown memory 1", join(three, new int[] {0xfc, 8, 0, 1}));
    invalid("unknown elem segment 1", join(three, new int[] {0xfc, 0x0c, 1, 0}));
    invalid("unknown table 2", join(three, new int[] {0xfc, 0x0c, 0, 2}));
    invalid(
        "type mismatch: table.init needs externref elements, not funcref",
        join(three, new int[] {0xfc, 0x0c, 0, 1}));
    invalid(
        "type mismatch: table.copy needs funcref elements, not externref",
        join(three, new int[] {0xfc, 0x0e, 0, 1}));
  }

  @Test
  void dataSegmentsInCodeNeedADataCount() {
    byte[] bytes =
        module()
            .section(1, 1, 0x60, 0, 0)
            .section(3, 1, 0)
            .code(new int[] {0, 0xfc, 9, 0, 0x0b})
            .section(11, 1, 1, 0)
            .toBytes();

    assertThatThrownBy(() -> validate(bytes))
        .isInstanceOf(MalformedModuleException.class)
        .hasMessageStartingWith("data count section required (code section, function 0,");
  }

  @Test
  void onlyDeclaredFunctionsCanBeReferredTo() {
    valid(0xd2, 1, 0x1a);
    invalid("undeclared function reference: function 0", 0xd2, 0, 0x1a);
    invalid("unknown function 3", 0xd2, 3, 0x1a);
    invalid("type mismatch: ref.is_null of i32", 0x41, 0, 0xd1, 0x1a);
  }

  @Test
  void aBodyEndsExactlyWhereItSays() {
    malformed("section size mismatch: the function ends 1 bytes before its body", 0x0b);
    byte[] withoutEnd =
        module().section(1, 1, 0x60, 0, 0).section(3, 1, 0).code(new int[] {0, 1}).toBytes();

    assertThatThrownBy(() -> validate(withoutEnd))
        .isInstanceOf(MalformedModuleException.class)
        .hasMessage(
            "unexpected end of section or function: the function has no end"
                + " (code section, function 0, offset 0x18)");
  }

  @Test
  void messagesNameTheFunction() {
    byte[] bytes =
        module()
            .section(1, 1, 0x60, 0, 0)
            .section(3, 1, 0)
            .code(new int[] {0, 0x1a, 0x0b})
            .custom("name", 1, 7, 1, 0, 4, 'm', 'a', 'i', 'n')
            .toBytes();

    assertThatThrownBy(() -> validate(bytes))
        .isInstanceOfSatisfying(
            InvalidModuleException.class, e -> assertThat(e.offset()).isEqualTo(0x17))
        .hasMessageEndingWith("(function 0 \"main\", offset 0x17)");
  }

  @Test
  void blocksMayBeNestedAHundredThousandDeep() {
    valid(join(repeat(100_000, 0x02, EMPTY), repeat(100_000, 0x0b)));
    invalid("type mismatch", join(repeat(100_000, 0x02, EMPTY), new int[] {0x1a}));
  }

  @Test
  void aFunctionCannotPileUpOperandsWithoutBound() {
    int[] thousandResults = join(new int[] {1, 0x60, 0}, u32(1_000), repeat(1_000, I32));
    byte[] bytes =
        module()
            .section(1, thousandResults)
            .section(3, 1, 0)
            .code(join(new int[] {0}, repeat(2_000, 0x10, 0), new int[] {0x0b}))
            .toBytes();

    assertThatThrownBy(() -> validate(bytes))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageStartingWith("too many operands");
  }

  @Test
  void messagesStayShortWhateverTheGuestNamesAndPilesUp() {
    String name = "n".repeat(100_000);
    byte[] bytes =
        module()
            .section(1, 1, 0x60, 0, 0)
            .section(3, 1, 0)
            .section(7, join(new int[] {1}, ModuleBytes.name(name), new int[] {0, 0}))
            .code(join(new int[] {0}, repeat(100_000, 0x41, 0), new int[] {0x0b}))
            .toBytes();

    assertThatThrownBy(() -> validate(bytes))
        .isInstanceOf(InvalidModuleException.class)
        .hasMessageStartingWith("type mismatch: block requires [] but stack has [... i32 i32")
        .extracting(Throwable::getMessage)
        .satisfies(message -> assertThat(message.length()).isLessThan(500));
  }

  static IntStream numericInstructions() {
    return IntStream.concat(
        IntStream.rangeClosed(Opcode.I32_EQZ, Opcode.I64_EXTEND32_S),
        IntStream.rangeClosed(Opcode.I32_TRUNC_SAT_F32_S, Opcode.I64_TRUNC_SAT_F64_U));
  }

  private static final Pattern BINARY =
      Pattern.compile(
          "add|sub|mul|div.*|rem.*|and|or|xor|shl|shr.*|rotl|rotr|min|max|copysign"
              + "|(eq|ne|lt|gt|le|ge)(_[su])?");
  private static final Pattern TO_I32 = Pattern.compile("eqz|(eq|ne|lt|gt|le|ge)(_[su])?");
  private static final Pattern FROM_OTHER = Pattern.compile(".*_(?<from>[if](32|64))(_[su])?");

  /** What an instruction takes and gives can be told from its mnemonic. */
  @ParameterizedTest
  @MethodSource("numericInstructions")
  void numericInstructionsTakeAndGiveWhatTheirMnemonicSays(int opcode) {
    String mnemonic = Mnemonics.of(opcode);
    String result = mnemonic.substring(0, 3);
    String operation = mnemonic.substring(4);
    Matcher other = FROM_OTHER.matcher(operation);
    String operand = other.matches() ? other.group("from") : result;
    int[] operands =
        BINARY.matcher(operation).matches()
            ? join(constant(operand), constant(operand))
            : constant(operand);
    String given = TO_I32.matcher(operation).matches() ? "i32" : result;
    int[] instruction = opcode > 0xff ? new int[] {0xfc, opcode & 0xff} : new int[] {opcode};

    valid(join(new int[] {0x02, type(given)}, operands, instruction, new int[] {0x0b, 0x1a}));
    for (String wrong : new String[] {"i32", "i64", "f32", "f64"}) {
      if (!wrong.equals(operand)) {
        int[] code = join(operands, new int[] {0x1a}, constant(wrong), instruction);
        invalid("type mismatch: instruction requires [" + operand + "] but stack has", code);
      }
      if (!wrong.equals(given)) {
        int[] code =
            join(new int[] {0x02, type(wrong)}, operands, instruction, new int[] {0x0b, 0x1a});
        invalid("type mismatch: instruction requires [" + wrong + "] but stack has", code);
      }
    }
  }

  private static int[] constant(String type) {
    return switch (type) {
      case "i32" -> new int[] {0x41, 0};
      case "i64" -> new int[] {0x42, 0};
      case "f32" -> join(new int[] {0x43}, new int[4]);
      default -> join(new int[] {0x44}, new int[8]);
    };
  }

  private static int type(String type) {
    return switch (type) {
      case "i32" -> 0x7f;
      case "i64" -> 0x7e;
      case "f32" -> 0x7d;
      default -> 0x7c;
    };
  }

  private static void valid(int... instructions) {
    valid(body(new int[] {0}, instructions));
  }

  private static void valid(byte[] module) {
    assertThatNoException().isThrownBy(() -> validate(module));
  }

  private static void invalid(String message, int... instructions) {
    assertThatThrownBy(() -> validate(body(new int[] {0}, instructions)))
        .isInstanceOf(InvalidModuleException.class)
        .hasMessageStartingWith(message);
  }

  private static void malformed(String message, int... instructions) {
    assertThatThrownBy(() -> validate(body(new int[] {0}, instructions)))
        .isInstanceOf(MalformedModuleException.class)
        .hasMessageStartingWith(message);
  }

  private static void validate(byte[] module) {
    ModuleValidator.validate(ModuleDecoder.decode(module));
  }

  private static byte[] body(int[] locals, int[] instructions) {
    ModuleBytes module =
        module()
            .section(1, 3, 0x60, 0, 0, 0x60, 2, 0x7f, 0x7e, 2, 0x7e, 0x7f, 0x60, 0, 1, 0x7f)
            .section(3, 3, 0, 0, 1)
            .section(4, 2, 0x70, 0, 0, 0x6f, 0, 0)
            .section(5, 1, 0, 0)
            .section(6, 2, 0x7f, 0, 0x41, 0, 0x0b, 0x7e, 1, 0x42, 0, 0x0b)
            .section(7, 1, 1, 'f', 0, 1)
            .section(9, 1, 5, 0x70, 0)
            .section(12, 1);
    int[] tested = join(locals, instructions, new int[] {0x0b});
    int[] empty = {0, 0x0b};
    int[] trapping = {0, UNREACHABLE, 0x0b};
    return module.code(tested, empty, trapping).section(11, 1, 1, 0).toBytes();
  }
}
