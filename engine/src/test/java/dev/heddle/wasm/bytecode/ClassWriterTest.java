package dev.heddle.wasm.bytecode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.LineNumberInfo;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.RandomAccess;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Class files, read by the JDK's own reader and verifier, and by the JVM. */
class ClassWriterTest {

  private static final int FLAGS = ClassWriter.PUBLIC | ClassWriter.STATIC;
  private static final String NAME = "Ldev/heddle/wasm/bytecode/Written;";

  private static byte[] write(String type, Consumer<CodeWriter> content) {
    return write("f", type, content);
  }

  private static byte[] write(String name, String type, Consumer<CodeWriter> content) {
    ClassWriter to = new ClassWriter(ClassWriter.MAX_CODE);
    to.begin(NAME, ClassWriter.FINAL, "Ljava/lang/Object;");
    content.accept(to.beginMethod(name, type, FLAGS));
    to.endMethod();
    return to.toBytes();
  }

  /** Calls the method {@code f} of a class file. */
  private static Object call(byte[] bytes, Object... arguments) throws Exception {
    assertThat(ClassFile.of().verify(bytes)).isEmpty();
    Class<?> type = MethodHandles.lookup().defineHiddenClass(bytes, true).lookupClass();
    Method method =
        Arrays.stream(type.getMethods())
            .filter(each -> each.getName().equals("f"))
            .findFirst()
            .orElseThrow();
    return method.invoke(null, arguments);
  }

  @Test
  void jumpsMeetWithWhatTheyHaveInCommon() throws Exception {
    byte[] bytes =
        write(
            "(I)I",
            out -> {
              int number = out.allocateLocal(TypeKind.INT);
              int other = out.allocateLocal(TypeKind.LONG);
              Label otherwise = out.newLabel();
              Label end = out.newLabel();
              out.iload(0).ifeq(otherwise);
              out.loadConstant(7).istore(number).loadConstant(3L).lstore(other).iconst_1();
              out.goto_(end);
              out.labelBinding(otherwise);
              out.loadConstant(9).istore(number).loadConstant(-1);
              out.labelBinding(end);
              out.iload(number).iadd().ireturn();
            });

    assertThat(call(bytes, 1)).isEqualTo(8);
    assertThat(call(bytes, 0)).isEqualTo(8);
  }

  @Test
  void aVariableThatOneJumpLacksIsUnknown() {
    assertThatThrownBy(() ->
            write(
                "(I)I",
                out -> {
                  int number = out.allocateLocal(TypeKind.INT);
                  Label end = out.newLabel();
                  out.iload(0).ifeq(end);
                  out.iconst_1().istore(number);
                  out.labelBinding(end);
                  out.iload(number).ireturn();
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("nothing is known of variable 1");
  }

  @Test
  void loopsGoBackToTheirHeads() throws Exception {
    byte[] bytes =
        write(
            "(I)J",
            out -> {
              int sum = out.allocateLocal(TypeKind.LONG);
              out.lconst_0().lstore(sum);
              Label head = out.newLabel();
              Label done = out.newLabel();
              out.headBinding(head);
              out.iload(0).ifeq(done);
              int square = out.allocateLocal(TypeKind.INT);
              out.iload(0).dup().imul().istore(square);
              out.lload(sum).iload(square).i2l().ladd().lstore(sum);
              out.iload(0).iconst_1().isub().istore(0).goto_(head);
              out.labelBinding(done).lload(sum).return_(TypeKind.LONG);
            });

    assertThat(call(bytes, 10)).isEqualTo(385L);
  }

  @Test
  void blocksKnowWhatTheyAreTold() throws Exception {
    byte[] bytes =
        write(
            "(I)I",
            out -> {
              int next = out.allocateLocal(TypeKind.INT);
              Frame frame = new Frame();
              out.save(frame);
              out.put(frame, next, TypeKind.INT, "I");
              Label second = out.newBlockLabel();
              Label first = out.newBlockLabel();
              out.iconst_0().istore(next).goto_(first);
              // it is reached from behind alone
              out.blockBinding(second, frame, true);
              out.iload(next).ireturn();
              out.blockBinding(first, frame, false);
              out.iload(0).loadConstant(100).iadd().istore(next).goto_(second);
            });

    assertThat(call(bytes, 5)).isEqualTo(105);
  }

  @Test
  void whatCannotBeReachedIsNotWritten() throws Exception {
    byte[] bytes =
        write(
            "()I",
            out -> {
              Label nowhere = out.newLabel();
              out.iconst_1().ireturn();
              out.iconst_0().ifeq(nowhere).loadConstant(1_000_000).pop();
              out.labelBinding(nowhere).iconst_0().ireturn();
            });

    assertThat(codeLength(bytes)).isEqualTo(2);
    assertThat(call(bytes)).isEqualTo(1);
  }

  private static int codeLength(byte[] bytes) {
    for (MethodModel method : ClassFile.of().parse(bytes).methods()) {
      if (method.methodName().equalsString("f")) {
        return method.findAttribute(Attributes.code()).orElseThrow().codeLength();
      }
    }
    throw new AssertionError("no method f");
  }

  @Test
  void handlersCatchWhatTheyCover() throws Exception {
    byte[] bytes =
        write(
            "(I)Ljava/lang/Object;",
            out -> {
              Label from = out.newBoundLabel();
              Frame frame = new Frame();
              out.save(frame);
              int number = out.allocateLocal(TypeKind.INT);
              out.iload(0).istore(number).loadConstant(-1).newLongArray().areturn();
              Label to = out.newBoundLabel();
              Label handler = out.newBlockLabel();
              out.handlerBinding(handler, frame);
              out.areturn();
              out.exceptionCatch(from, to, handler, "Ljava/lang/Throwable;");
              out.exceptionCatchAll(to, to, handler);
            });

    assertThat(call(bytes, 1)).isInstanceOf(NegativeArraySizeException.class);
  }

  @Test
  void switchesChoose() throws Exception {
    byte[] table =
        write(
            "(I)I",
            out -> {
              Label[] targets = {out.newLabel(), out.newLabel(), out.newLabel()};
              Label otherwise = out.newLabel();
              out.iload(0).tableswitch(otherwise, targets);
              for (int i = 0; i < targets.length; i++) {
                out.labelBinding(targets[i]).loadConstant(10 * i).ireturn();
              }
              out.labelBinding(otherwise).iconst_m1().ireturn();
            });
    byte[] lookup =
        write(
            "(I)I",
            out -> {
              TreeMap<Integer, Label> targets = new TreeMap<>();
              targets.put(1_000_000, out.newLabel());
              targets.put(-5, out.newLabel());
              Label otherwise = out.newLabel();
              out.iload(0).lookupswitch(otherwise, targets);
              targets.forEach((key, label) -> out.labelBinding(label).loadConstant(key).ireturn());
              out.labelBinding(otherwise).iconst_0().ireturn();
            });

    assertThat(call(table, 2)).isEqualTo(20);
    assertThat(call(table, 3)).isEqualTo(-1);
    assertThat(call(lookup, -5)).isEqualTo(-5);
    assertThat(call(lookup, 1_000_000)).isEqualTo(1_000_000);
    assertThat(call(lookup, 1)).isEqualTo(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 5, 6, -128, 128, 32_767, -32_769, Integer.MIN_VALUE})
  void intsAreWhatTheyWere(int value) throws Exception {
    assertThat(call(write("()I", out -> out.loadConstant(value).ireturn()))).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, -1, Long.MIN_VALUE, 1L << 32})
  void longsAreWhatTheyWere(long value) throws Exception {
    assertThat(call(write("()J", out -> out.loadConstant(value).return_(TypeKind.LONG))))
        .isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.0, -0.0, 1, 2, 0.1, Double.NEGATIVE_INFINITY})
  void floatingPointNumbersAreWhatTheyWere(double value) throws Exception {
    assertThat(call(write("()D", out -> out.loadConstant(value).return_(TypeKind.DOUBLE))))
        .isEqualTo(value);
    assertThat(call(write("()F", out -> out.loadConstant((float) value).return_(TypeKind.FLOAT))))
        .isEqualTo((float) value);
  }

  /** So many constants that they are found again in a table that has grown, and by wide indexes. */
  @Test
  void aConstantIsThereOnce() throws Exception {
    Consumer<CodeWriter> content =
        out -> {
          out.lconst_0();
          for (int i = 0; i < 2_000; i++) {
            out.loadConstant(1_000_000L + i % 1_000).ladd();
            out.loadConstant(1_000_000 + i % 1_000).i2l().ladd();
          }
          out.return_(TypeKind.LONG);
        };
    byte[] bytes = write("()J", content);

    assertThat(call(bytes)).isEqualTo(2 * 2 * (1_000L * 1_000_000 + 999 * 500));
    assertThat(ClassFile.of().parse(bytes).constantPool().size()).isLessThan(3_020);
  }

  /** What is known of members comes with constants that may be too many for the room there was. */
  @ParameterizedTest
  @ValueSource(ints = {245, 246, 247, 248, 249, 250, 251, 252, 253, 254, 255, 256})
  void membersAreKnownHoweverManyConstantsThereAre(int count) throws Exception {
    byte[] bytes =
        write(
            "()Ljava/lang/Object;",
            out -> {
              for (int i = 0; i < count - 12; i++) {
                out.loadConstant(1_000_000 + i).pop();
              }
              out.loadConstant(1).newObjectArray();
              out.invokestatic(
                  "Ljava/util/Arrays;", "asList", "([Ljava/lang/Object;)Ljava/util/List;");
              out.invokevirtual("Ljava/lang/Object;", "getClass", "()Ljava/lang/Class;");
              out.invokevirtual("Ljava/lang/Class;", "getInterfaces", "()[Ljava/lang/Class;");
              out.iconst_0().aaload().areturn();
            });

    assertThat(call(bytes)).isEqualTo(RandomAccess.class);
  }

  @Test
  void variablesHaveAnyPlace() throws Exception {
    byte[] bytes =
        write(
            "(D)D",
            out -> {
              int[] places = new int[300];
              Arrays.setAll(places, i -> out.allocateLocal(TypeKind.DOUBLE));
              for (int place : places) {
                out.dload(0).dstore(place);
              }
              Label next = out.newLabel();
              out.iconst_0().ifeq(next);
              out.labelBinding(next);
              out.dload(places[299]).dload(places[0]).dadd().return_(TypeKind.DOUBLE);
            });

    assertThat(call(bytes, 1.5)).isEqualTo(3.0);
  }

  @Test
  void objectsAndArraysKeepTheirTypes() throws Exception {
    byte[] bytes =
        write(
            "([[Ljava/lang/String;)Ljava/lang/String;",
            out -> {
              int found = out.allocateLocal(TypeKind.REFERENCE);
              out.aload(0).iconst_0().aaload().iconst_1().aaload().astore(found);
              Label next = out.newLabel();
              out.aload(found).ifnonnull(next);
              out.new_("Ljava/lang/StringBuilder;").dup();
              out.invokespecial("Ljava/lang/StringBuilder;", ClassWriter.INIT, "()V");
              out.invokevirtual("Ljava/lang/StringBuilder;", "toString", "()Ljava/lang/String;");
              out.astore(found);
              out.labelBinding(next);
              out.aload(found).invokevirtual("Ljava/lang/String;", "trim", "()Ljava/lang/String;");
              out.areturn();
            });

    assertThat(call(bytes, (Object) new String[][] {{"a", " b "}})).isEqualTo("b");
    assertThat(call(bytes, (Object) new String[][] {{"a", null}})).isEqualTo("");
  }

  @Test
  void fieldsHaveTheValuesTheyStartWith() throws Exception {
    ClassWriter to = new ClassWriter(ClassWriter.MAX_CODE);
    for (int i = 0; i < 2; i++) {
      // the second is written as if there had been no first
      to.begin(NAME, 0, "Ljava/lang/Object;");
      to.field("rounds", FLAGS, 1_500_000 + i);
      to.field("other", "Ljava/lang/Object;", FLAGS);
    }
    byte[] bytes = to.toBytes();

    assertThat(ClassFile.of().verify(bytes)).isEmpty();
    Class<?> type = MethodHandles.lookup().defineHiddenClass(bytes, true).lookupClass();
    assertThat(type.getField("rounds").get(null)).isEqualTo(1_500_001);
    assertThat(type.getField("other").get(null)).isNull();
    assertThat(type.getConstructor().newInstance()).isNotNull();
  }

  @Test
  void linesAreThoseOfTraces() {
    byte[] bytes =
        write(
            "()I",
            out -> {
              out.lineNumber(3);
              out.iconst_0();
              out.lineNumber(3);
              out.iconst_1();
              out.lineNumber(70);
              out.loadConstant(-1).newLongArray().pop().iadd().ireturn();
            });

    assertThatThrownBy(() -> call(bytes))
        .isInstanceOf(InvocationTargetException.class)
        .cause()
        .isInstanceOf(NegativeArraySizeException.class);
    MethodModel method = ClassFile.of().parse(bytes).methods().getLast();
    assertThat(
            method
                .findAttribute(Attributes.code())
                .orElseThrow()
                .findAttribute(Attributes.lineNumberTable())
                .orElseThrow()
                .lineNumbers())
        .extracting(LineNumberInfo::lineNumber)
        .containsExactly(3, 70);
  }

  @ParameterizedTest
  @ValueSource(strings = {"f", "größe", "関数", "a\0b", "\ud83d\ude00"})
  void namesAreAnyText(String name) {
    byte[] bytes = write(name, "()V", CodeWriter::return_);

    assertThat(ClassFile.of().parse(bytes).methods().getLast().methodName().stringValue())
        .isEqualTo(name);
  }

  @Test
  void aMethodOfMoreCodeThanAllowedIsRefused() {
    ClassWriter to = new ClassWriter(10);
    to.begin(NAME, 0, "Ljava/lang/Object;");
    additions(to.beginMethod("f", "()I", FLAGS), 4).ireturn();
    to.endMethod();
    additions(to.beginMethod("g", "()I", FLAGS), 5).ireturn();

    assertThatThrownBy(to::endMethod)
        .isInstanceOf(CodeTooLargeException.class)
        .hasMessage("more than 10 bytes of code");
  }

  private static CodeWriter additions(CodeWriter out, int count) {
    out.iconst_0();
    for (int i = 0; i < count; i++) {
      out.iconst_1().iadd();
    }
    return out;
  }

  @Test
  void aJumpThatIsTooFarIsRefused() {
    assertThatThrownBy(() ->
            write(
                "()V",
                out -> {
                  Label end = out.newLabel();
                  out.iconst_0().ifeq(end);
                  additions(out, 20_000).pop().labelBinding(end).return_();
                }))
        .isInstanceOf(CodeTooLargeException.class)
        .hasMessageStartingWith("a jump over");
  }

  @Test
  void aJumpBackToWhatIsNoHeadIsNoticed() {
    assertThatThrownBy(() ->
            write(
                "()V",
                out -> {
                  Label label = out.newLabel();
                  out.labelBinding(label).nop().goto_(label);
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a jump back to what is no head");
  }
}
