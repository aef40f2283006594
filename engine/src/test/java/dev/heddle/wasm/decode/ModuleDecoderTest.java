package dev.heddle.wasm.decode;

import static dev.heddle.wasm.decode.ModuleBytes.join;
import static dev.heddle.wasm.decode.ModuleBytes.module;
import static dev.heddle.wasm.decode.ModuleBytes.name;
import static dev.heddle.wasm.decode.ModuleBytes.repeat;
import static dev.heddle.wasm.decode.ModuleBytes.u32;
import static dev.heddle.wasm.types.ValueType.EXTERNREF;
import static dev.heddle.wasm.types.ValueType.FUNCREF;
import static dev.heddle.wasm.types.ValueType.I32;
import static dev.heddle.wasm.types.ValueType.I64;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.wasm.CustomSection;
import dev.heddle.wasm.InvalidModuleException;
import dev.heddle.wasm.LimitExceededException;
import dev.heddle.wasm.MalformedModuleException;
import dev.heddle.wasm.module.ConstantExpression;
import dev.heddle.wasm.module.ConstantExpression.I32Const;
import dev.heddle.wasm.module.ConstantExpression.Instruction;
import dev.heddle.wasm.module.ConstantExpression.NotConstant;
import dev.heddle.wasm.module.ConstantExpression.RefFunc;
import dev.heddle.wasm.module.ConstantExpression.RefNull;
import dev.heddle.wasm.module.DataSegment;
import dev.heddle.wasm.module.ElementSegment;
import dev.heddle.wasm.module.ElementSegment.Active;
import dev.heddle.wasm.module.ElementSegment.Declarative;
import dev.heddle.wasm.module.ElementSegment.Mode;
import dev.heddle.wasm.module.ElementSegment.Passive;
import dev.heddle.wasm.module.FunctionBody.LocalGroup;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.module.Opcode;
import dev.heddle.wasm.types.AbstractHeapType;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.GlobalType;
import dev.heddle.wasm.types.ImportType;
import dev.heddle.wasm.types.MemoryType;
import dev.heddle.wasm.types.ReferenceType;
import dev.heddle.wasm.types.TableType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModuleDecoderTest {

  private static final int[] FOUR_BILLION = {0xff, 0xff, 0xff, 0xff, 0x0f};

  @Test
  void aPreambleIsAModule() {
    ModuleDefinition empty = decode(module());

    assertThat(empty.functionCount()).isZero();
    assertThat(empty.start()).isEmpty();
    assertThat(empty.dataCount()).isEmpty();
    assertThat(empty.customSections()).isEmpty();
  }

  @Test
  void everyPieceOfThePreambleMustBeThere() {
    byte[] preamble = module().toBytes();
    for (int length = 0; length < preamble.length; length++) {
      malformed(Arrays.copyOf(preamble, length), "unexpected end");
    }
    byte[] otherMagic = preamble.clone();
    otherMagic[3] = 'n';
    malformed(otherMagic, "magic header not detected (module, offset 0x0)");
    byte[] otherVersion = preamble.clone();
    otherVersion[4] = 2;
    malformed(otherVersion, "unknown binary version 2 (module, offset 0x4)");
    byte[] component = preamble.clone();
    component[4] = 0x0d;
    component[6] = 1;
    malformed(
        component,
        "unknown binary version 65549: this is a WebAssembly component, not a core module");
    byte[] text = "(module)".getBytes(US_ASCII);
    malformed(text, "magic header not detected: this is the text format; ");
  }

  @Test
  void sectionsComeOnceAndInOrder() {
    decode(module().section(1, 0).section(2, 0).section(9, 0).section(12, 0).section(10, 0));
    malformed(module().section(1, 0).section(1, 0), "unexpected content after last section");
    malformed(module().section(3, 0).section(2, 0), "unexpected content after last section");
    malformed(module().section(10, 0).section(12, 0), "unexpected content after last section");
    malformed(module().section(14, 0), "malformed section id 14");
    malformed(module().section(255, 0), "malformed section id 255");
  }

  @Test
  void customSectionsMayBeAnywhereAndPointIntoTheModule() {
    ModuleDefinition module =
        decode(module().custom("a", 1, 2, 3).section(1, 0).custom("").custom("a"));

    assertThat(module.customSections())
        .containsExactly(
            new CustomSection("a", 12, 3),
            new CustomSection("", 21, 0),
            new CustomSection("a", 25, 0));
    malformed(module().section(0), "unexpected end");
    malformed(module().section(0, 5, 'a'), "length out of bounds");
    malformed(module().section(0, 1, 0xff), "malformed UTF-8 encoding");
  }

  @Test
  void aSectionFillsItsSizeExactly() {
    malformed(module().section(1, 0, 0), "section size mismatch: 1 bytes left (type section");
    malformed(module().section(8, 0, 0), "section size mismatch: 1 bytes left (start section");
    malformed(module().section(1, 1, 0x60, 0), "unexpected end of section or function");
    malformed(module().raw(1, 5, 0), "length out of bounds: 5 with 1 bytes left");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 9, 10, 11})
  void aCountOfFourBillionFailsBeforeAnythingIsAllocated(int section) {
    malformed(module().section(section, FOUR_BILLION), "");
    malformed(module().section(section, join(FOUR_BILLION, new int[100])), "");
  }

  @Test
  void countsInsideOfEntriesAreBoundedToo() {
    malformed(module().section(1, join(new int[] {1, 0x60}, FOUR_BILLION)), "unexpected end");
    malformed(module().section(2, join(new int[] {1}, FOUR_BILLION)), "length out of bounds");
    malformed(module().section(9, join(new int[] {1, 1, 0}, FOUR_BILLION)), "unexpected end");
    malformed(module().section(11, join(new int[] {1, 1}, FOUR_BILLION)), "unexpected end");
    malformed(module().section(10, join(new int[] {1}, FOUR_BILLION)), "length out of bounds");
    malformed(module().code(FOUR_BILLION), "unexpected end");
  }

  @Test
  void equalFunctionTypesAreTheSameObject() {
    ModuleDefinition module =
        decode(
            module()
                .section(
                    1, 3, 0x60, 1, 0x7f, 1, 0x7e, 0x60, 1, 0x7f, 1, 0x7e, 0x60, 1, 0x7f, 1, 0x7f));

    assertThat(module.types().get(0))
        .isSameAs(DefinedType.of(FunctionType.of(List.of(I32), List.of(I64))))
        .isSameAs(module.types().get(1))
        .isNotEqualTo(module.types().get(2));
  }

  @Test
  void importsComeFirstInEveryIndexSpace() {
    ModuleDefinition module =
        decode(
            module()
                .section(1, 2, 0x60, 0, 0, 0x60, 1, 0x7f, 0)
                .section(
                    2,
                    join(
                        u32(4),
                        join(name("m"), name("f"), new int[] {0, 1}),
                        join(name("m"), name("t"), new int[] {1, 0x6f, 1, 2, 3}),
                        join(name("m"), name("memory"), new int[] {2, 0, 1}),
                        join(name("m"), name("g"), new int[] {3, 0x7e, 1})))
                .section(3, 1, 0)
                .section(4, 1, 0x70, 0, 7)
                .section(6, 1, 0x7f, 0, 0x41, 5, 0x0b)
                .code(new int[] {0, 0x0b}));

    TableType externs = TableType.of(EXTERNREF, 2, 3);
    GlobalType mutable = new GlobalType(I64, true);
    assertThat(module.imports())
        .containsExactly(
            new ImportType("m", "f", FunctionType.of(List.of(I32), List.of())),
            new ImportType("m", "t", externs),
            new ImportType("m", "memory", MemoryType.of(1)),
            new ImportType("m", "g", mutable));
    assertThat(module.functionTypes()).containsExactly(1, 0);
    assertThat(module.tables()).containsExactly(externs, TableType.of(FUNCREF, 7));
    assertThat(module.memories()).containsExactly(MemoryType.of(1));
    assertThat(module.globals()).containsExactly(mutable, new GlobalType(I32, false));
    assertThat(module.importedFunctions()).isOne();
    assertThat(module.importedTables()).isOne();
    assertThat(module.importedMemories()).isOne();
    assertThat(module.importedGlobals()).isOne();
    assertThat(instructions(module.globalInitializers())).containsExactly(List.of(new I32Const(5)));
  }

  @Test
  void anImportedFunctionNeedsAType() {
    byte[] bytes =
        module().section(2, join(u32(1), name("env"), name("f"), new int[] {0, 3})).toBytes();

    assertThatThrownBy(() -> ModuleDecoder.decode(bytes))
        .isInstanceOf(InvalidModuleException.class)
        .hasMessage("unknown type 3 (import 0, offset 0x12)");
  }

  @Test
  void elementSegmentsHaveEightForms() {
    List<ElementSegment> segments =
        decode(
                module()
                    .section(
                        9,
                        join(
                            new int[] {8},
                            new int[] {0, 0x41, 1, 0x0b, 2, 4, 5},
                            new int[] {1, 0, 1, 4},
                            new int[] {2, 3, 0x41, 2, 0x0b, 0, 1, 4},
                            new int[] {3, 0, 1, 4},
                            new int[] {4, 0x41, 3, 0x0b, 1, 0xd2, 4, 0x0b},
                            new int[] {5, 0x6f, 1, 0xd0, 0x6f, 0x0b},
                            new int[] {6, 3, 0x41, 4, 0x0b, 0x70, 1, 0xd0, 0x70, 0x0b},
                            new int[] {7, 0x70, 1, 0xd2, 4, 0x0b})))
            .elements();

    assertThat(segments)
        .extracting(ElementSegment::mode)
        .extracting(ModuleDecoderTest::mode)
        .containsExactly(
            "table 0 at [I32Const[value=1]]",
            "passive",
            "table 3 at [I32Const[value=2]]",
            "declarative",
            "table 0 at [I32Const[value=3]]",
            "passive",
            "table 3 at [I32Const[value=4]]",
            "declarative");
    ReferenceType functions = new ReferenceType(false, AbstractHeapType.FUNC);
    assertThat(segments)
        .extracting(ElementSegment::type)
        .containsExactly(
            functions, functions, functions, functions, FUNCREF, EXTERNREF, FUNCREF, FUNCREF);
    List<Instruction> four = List.of(new RefFunc(4));
    List<Instruction> nullFunction = List.of(new RefNull(AbstractHeapType.FUNC));
    assertThat(segments)
        .extracting(segment -> instructions(segment.items()))
        .containsExactly(
            List.of(four, List.of(new RefFunc(5))),
            List.of(four),
            List.of(four),
            List.of(four),
            List.of(four),
            List.of(List.of(new RefNull(AbstractHeapType.EXTERN))),
            List.of(nullFunction),
            List.of(four));
    malformed(module().section(9, 1, 8, 0), "malformed element segment flags 8");
    malformed(module().section(9, 1, 1, 1, 0), "malformed element kind");
  }

  @Test
  void dataSegmentsHaveThreeForms() {
    List<DataSegment> segments =
        decode(
                module()
                    .section(
                        11, 3, 0, 0x41, 1, 0x0b, 2, 'a', 'b', 1, 0, 2, 6, 0x41, 2, 0x0b, 1, 'c'))
            .data();

    assertThat(segments).extracting(DataSegment::start).containsExactly(16, 20, 26);
    assertThat(segments).extracting(DataSegment::size).containsExactly(2, 0, 1);
    assertThat(segments.get(0).active().orElseThrow().memory()).isZero();
    assertThat(segments.get(1).active()).isEmpty();
    assertThat(segments.get(2).active().orElseThrow().memory()).isEqualTo(6);
    malformed(module().section(11, 1, 3, 0), "malformed data segment flags 3");
  }

  @Test
  void theDataCountMustAgreeWithTheData() {
    decode(module().section(12, 1).section(11, 1, 1, 0));
    malformed(module().section(12, 1), "data count and data section have inconsistent lengths");
    malformed(
        module().section(12, 2).section(11, 1, 1, 0),
        "data count and data section have inconsistent lengths: 2 and 1");
  }

  @Test
  void everyFunctionMustHaveABody() {
    malformed(
        module().section(1, 1, 0x60, 0, 0).section(3, 2, 0, 0).code(new int[] {0, 0x0b}),
        "function and code section have inconsistent lengths: 2 functions, 1 bodies");
    malformed(
        module().code(new int[] {0, 0x0b}),
        "function and code section have inconsistent lengths: 0 functions, 1 bodies");
    malformed(
        module().section(1, 1, 0x60, 0, 0).section(3, 1, 0),
        "function and code section have inconsistent lengths: 1 functions, 0 bodies");
  }

  @Test
  void aFlawInTheCodeIsReportedBeforeWhatFollowsFromIt() {
    malformed(
        functionWith(join(new int[] {0, 0x41}, repeat(6, 0x80))).raw(0x0b, 0x00),
        "integer representation too long (code section");
  }

  @Test
  void expressionsKeepInstructionsThatAreNotConstantForValidation() {
    ModuleDefinition module =
        decode(
            module()
                .section(
                    6, 1, 0x7f, 0, 0x02, 0x40, 0x0b, 0x28, 2, 0, 0x0e, 1, 0, 0, 0xfc, 8, 0, 0,
                    0x0b));

    assertThat(module.globalInitializers().getFirst().instructions())
        .containsExactly(
            new NotConstant(Opcode.BLOCK),
            new NotConstant(Opcode.END),
            new NotConstant(Opcode.I32_LOAD),
            new NotConstant(Opcode.BR_TABLE),
            new NotConstant(Opcode.MEMORY_INIT));
    malformed(module().section(6, 1, 0x7f, 0, 0x05, 0x0b), "END opcode expected");
    malformed(module().section(6, 1, 0x7f, 0, 0xff, 0x0b), "illegal opcode ff");
    malformed(module().section(6, 1, 0x7f, 0, 0xfc, 0x1e, 0x0b), "illegal opcode fc 1e");
  }

  @Test
  void unknownKindsAreMalformed() {
    malformed(module().section(1, 1, 0x40), "malformed definition type 0x40");
    malformed(module().section(1, 1, 0xe0, 0x7f), "integer representation too long");
    malformed(module().section(1, 1, 0x60, 1, 0x7a, 0), "malformed value type 0x7a");
    malformed(module().section(2, 1, 0, 0, 5, 0), "malformed import kind 0x5");
    malformed(module().section(4, 1, 0x7f, 0, 0), "malformed reference type 0x7f");
    malformed(module().section(4, 1, 0x70, 2, 0), "malformed limits flags 0x2");
    malformed(module().section(5, 1, 0x10, 0), "malformed limits flags 0x10");
    malformed(module().section(6, 1, 0x7f, 2, 0x41, 0, 0x0b), "malformed mutability 0x2");
    malformed(module().section(7, 1, 0, 5, 0), "malformed export kind 0x5");
  }

  @Test
  void localsStayRunLengthEncoded() {
    ModuleDefinition module =
        decode(functionWith(new int[] {3, 2, 0x7f, 0, 0x7e, 0xa0, 0x86, 0x03, 0x70, 0x0b}));

    assertThat(module.bodies().getFirst().locals())
        .containsExactly(new LocalGroup(2, I32), new LocalGroup(49_952, FUNCREF));
    assertThat(module.bodies().getFirst().localCount()).isEqualTo(49_954);
  }

  @Test
  void moreThanFiftyThousandLocalsExceedALimit() {
    int[] atLimit = join(new int[] {1}, u32(50_000), new int[] {0x7f, 0x0b});
    int[] overLimit = join(new int[] {2}, u32(50_000), new int[] {0x7f, 1, 0x7e, 0x0b});
    int[] most = join(new int[] {1}, FOUR_BILLION, new int[] {0x7f, 0x0b});

    assertThat(decode(functionWith(atLimit)).bodies().getFirst().localCount()).isEqualTo(50_000);
    exceeds(
        functionWith(overLimit),
        "too many locals of a function: 50001 in the code section, but Limits.maxLocals is 50000");
    exceeds(functionWith(most), "too many locals of a function: 4294967295");
  }

  @Test
  void fourBillionLocalsAreMalformed() {
    int[] body = join(new int[] {2}, FOUR_BILLION, new int[] {0x7f, 1, 0x7e, 0x0b});
    malformed(functionWith(body), "too many locals: more than 4294967295");
  }

  @Test
  void aThousandParametersAreAllowedAndNoMore() {
    int[] thousand = join(new int[] {1, 0x60}, u32(1_000), repeat(1_000, 0x7f), new int[] {0});
    int[] more = join(new int[] {1, 0x60}, u32(1_001), repeat(1_001, 0x7f), new int[] {0});

    assertThat(decode(module().section(1, thousand)).types().getFirst().function().parameters())
        .hasSize(1_000);
    exceeds(
        module().section(1, more),
        "too many parameters of a function: 1001 in the type section, at most 1000");
  }

  /** A module with one function of the type () -> (), from its locals to its end. */
  private static ModuleBytes functionWith(int[] body) {
    return module().section(1, 1, 0x60, 0, 0).section(3, 1, 0).code(body);
  }

  private static ModuleDefinition decode(ModuleBytes module) {
    return ModuleDecoder.decode(module.toBytes());
  }

  private static void malformed(ModuleBytes module, String message) {
    malformed(module.toBytes(), message);
  }

  private static void malformed(byte[] module, String message) {
    assertThatThrownBy(() -> ModuleDecoder.decode(module))
        .isInstanceOf(MalformedModuleException.class)
        .hasMessageStartingWith(message);
  }

  private static void exceeds(ModuleBytes module, String message) {
    byte[] bytes = module.toBytes();
    assertThatThrownBy(() -> ModuleDecoder.decode(bytes))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageStartingWith(message);
  }

  private static List<List<Instruction>> instructions(List<ConstantExpression> expressions) {
    return expressions.stream().map(ConstantExpression::instructions).toList();
  }

  private static String mode(Mode mode) {
    return switch (mode) {
      case Active(int table, ConstantExpression start) ->
          "table " + table + " at " + start.instructions();
      case Passive() -> "passive";
      case Declarative() -> "declarative";
    };
  }
}
