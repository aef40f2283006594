package dev.heddle.wasm.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.wasm.Guests;
import dev.heddle.wasm.Limits;
import dev.heddle.wasm.code.LoweredFunction;
import dev.heddle.wasm.decode.ModuleBytes;
import dev.heddle.wasm.load.LoadedModule;
import dev.heddle.wasm.lower.FunctionLowering;
import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.constant.ConstantDescs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The class files that functions become. */
class GeneratedCodeTest {

  /** HotSpot compiles no method of this many bytes of bytecode. */
  private static final int HUGE = 8_000;

  private static final Path SQLITE =
      Path.of("../examples/src/main/resources/dev/heddle/examples/sql/sqlite3.wasm");

  private static final Path BENCHMARKS =
      Path.of("../benchmarks/src/main/resources/dev/heddle/benchmarks/guests");

  /** Classes of guests are not there to be asked; nothing but objects is known of them. */
  private static final ClassFile.ClassHierarchyResolverOption HIERARCHY =
      ClassFile.ClassHierarchyResolverOption.of(
          ClassHierarchyResolver.ofResourceParsing(GeneratedCodeTest.class.getClassLoader())
              .orElse(ClassHierarchyResolver.defaultResolver())
              .orElse(name ->
                  ClassHierarchyResolver.ClassHierarchyInfo.ofClass(ConstantDescs.CD_Object)));

  private static byte[] classFile(LoadedModule module, int functionIndex) {
    return classFile(module, functionIndex, CodeForm.LEAN);
  }

  private static byte[] classFile(LoadedModule module, int functionIndex, CodeForm form) {
    Flow flow =
        Flow.of(
            module.definition(),
            FunctionLowering.lowerTyped(module.definition(), functionIndex, Set.of(), false),
            form);
    return new FunctionClass(new GuestClasses(module), flow).build();
  }

  private static List<Integer> methodSizes(byte[] classFile) {
    List<Integer> sizes = new ArrayList<>();
    ClassFile.of()
        .parse(classFile)
        .methods()
        .forEach(method ->
            method
                .findAttribute(Attributes.code())
                .ifPresent(code -> sizes.add(code.codeLength())));
    return sizes;
  }

  @Test
  void noMethodOfSqlitesLargestFunctionsIsHuge() throws IOException {
    LoadedModule module = LoadedModule.load(Files.readAllBytes(SQLITE), Limits.defaults());
    int imported = module.definition().importedFunctions();
    List<Integer> largest = new ArrayList<>();
    for (int i = 0; i < module.definedFunctions(); i++) {
      largest.add(i);
    }
    largest.sort(
        Comparator.comparingInt((Integer i) ->
                module.definition().bodies().get(i).end()
                    - module.definition().bodies().get(i).start())
            .reversed());

    for (int index : largest.subList(0, 25)) {
      for (CodeForm form : CodeForm.values()) {
        assertThat(methodSizes(classFile(module, imported + index, form)))
            .as("%s, %s", module.functionName(imported + index), form)
            .allMatch(size -> size < HUGE);
      }
    }
  }

  /**
   * What the emitter knows of variables and of the operand stack is what the verifier of the JDK
   * finds out by itself.
   */
  @ParameterizedTest
  @ValueSource(strings = {"bzip2", "json", "regex", "trees", "suspend", "simd_chacha", "simd_utf8"})
  void theVerifierAgreesWithAllClassesOfAProgram(String program) throws IOException {
    verifyAll(Files.readAllBytes(BENCHMARKS.resolve(program + ".wasm")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "accesses",
        "calls",
        "exceptions",
        "kernels",
        "loops",
        "memories",
        "tail-calls",
        "traps"
      })
  void theVerifierAgreesWithAllClassesOfAGuest(String guest) {
    verifyAll(Guests.bytes(guest));
  }

  private static void verifyAll(byte[] bytes) {
    LoadedModule module = LoadedModule.load(bytes, Limits.defaults());
    GuestClasses classes = new GuestClasses(module);
    int imported = module.definition().importedFunctions();
    for (int i = imported; i < imported + module.definedFunctions(); i++) {
      LoweredFunction function =
          FunctionLowering.lowerTyped(module.definition(), i, Set.of(), i % 2 == 0);
      for (CodeForm form : CodeForm.values()) {
        Flow flow = Flow.of(module.definition(), function, form);
        verify(new FunctionClass(classes, flow).build());
        for (int block = 0; block < flow.blocks; block++) {
          if (flow.loopEnds[block] > 0) {
            String name = classes.loopClass(i, flow.starts[block], form);
            verify(new FunctionClass(classes, flow).buildLoop(block, name));
          }
        }
      }
    }
  }

  private static void verify(byte[] classFile) {
    assertThat(ClassFile.of(HIERARCHY).verify(classFile)).isEmpty();
  }

  /** A function that adds up {@code count} constants. */
  private static LoadedModule longFunction(int count) {
    int[] body = new int[4 * count + 5];
    int at = 0;
    body[at++] = 0;
    body[at++] = 0x41;
    body[at++] = 0;
    for (int i = 0; i < count; i++) {
      body[at++] = 0x20;
      body[at++] = 0;
      body[at++] = 0x6a;
      body[at++] = 0x01;
    }
    body[at++] = 0x0b;
    body = Arrays.copyOf(body, at);
    byte[] bytes =
        ModuleBytes.module()
            .section(1, 1, 0x60, 1, 0x7f, 1, 0x7f)
            .section(3, 1, 0)
            .section(10, ModuleBytes.join(new int[] {1}, ModuleBytes.u32(body.length), body))
            .toBytes();
    return LoadedModule.load(bytes, Limits.defaults());
  }

  @Test
  void aFunctionOfTenThousandInstructionsIsCut() {
    assertThat(methodSizes(classFile(longFunction(10_000), 0)))
        .hasSizeGreaterThan(8)
        .allMatch(size -> size < HUGE);
  }

  @Test
  void aFunctionOfAMegabyteIsNoStall() {
    LoadedModule module = longFunction(260_000);

    Assertions.assertTimeout(Duration.ofSeconds(20), () -> new Compiler(module, false).compile(0));
  }

  @Test
  void aFunctionIsCompiledOnce() {
    LoadedModule module = (LoadedModule) Guests.module("tail-calls");
    Compiler compiler = new Compiler(module, false);

    assertThat(compiler.compile(1)).isNotNull().isSameAs(compiler.compile(1));
  }
}
