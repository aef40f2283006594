package dev.heddle.wasm.execute;

import static java.util.Comparator.comparingInt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.wasm.instruction.Rare;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * HotSpot compiles no method of more than 8,000 bytes of bytecode, and says nothing; an interpreter
 * loop that grows beyond becomes some thirty times slower.
 */
class HotMethodSizeTest {

  /** Below HotSpot's {@code HugeMethodLimit}, with room for the next compiler's whims. */
  private static final int MOST_BYTES = 7_500;

  /** Up to here HotSpot inlines what is called often: {@code FreqInlineSize}. */
  private static final int MOST_INLINED_BYTES = 325;

  private record MethodSize(String method, int bytes) {}

  @Test
  void everyMethodOfTheInterpreterIsSmallEnoughToBeCompiled() throws Exception {
    List<MethodSize> sizes = new ArrayList<>();
    for (Path file : classFiles()) {
      ClassModel type = ClassFile.of().parse(file);
      for (MethodModel method : type.methods()) {
        method
            .code()
            .filter(CodeAttribute.class::isInstance)
            .map(CodeAttribute.class::cast)
            .ifPresent(code ->
                sizes.add(
                    new MethodSize(
                        type.thisClass().asInternalName() + '.' + method.methodName().stringValue(),
                        code.codeLength())));
      }
    }

    MethodSize largest = sizes.stream().max(comparingInt(MethodSize::bytes)).orElseThrow();
    System.out.println(
        "Largest method of the interpreter: "
            + largest.method()
            + ", "
            + largest.bytes()
            + " bytes of bytecode of at most "
            + MOST_BYTES);
    assertThat(largest.method()).isEqualTo("dev/heddle/wasm/execute/Interpreter.run");
    assertThat(sizes)
        .filteredOn(size -> size.bytes() >= MOST_BYTES)
        .as("methods of %d bytes and more", MOST_BYTES)
        .isEmpty();
  }

  @Test
  void theWayToVectorInstructionsIsSmallEnoughToBeInlined() throws Exception {
    URL vectors = Rare.class.getResource("Vectors.class");
    ClassModel type = ClassFile.of().parse(Path.of(Objects.requireNonNull(vectors).toURI()));

    assertThat(type.methods())
        .filteredOn(method -> method.methodName().equalsString("execute"))
        .singleElement()
        .satisfies(method ->
            assertThat(((CodeAttribute) method.code().orElseThrow()).codeLength())
                .isLessThanOrEqualTo(MOST_INLINED_BYTES));
  }

  private static List<Path> classFiles() throws IOException, URISyntaxException {
    List<Path> files = new ArrayList<>();
    for (Class<?> type : new Class<?>[] {Interpreter.class, Rare.class}) {
      URL file = Objects.requireNonNull(type.getResource(type.getSimpleName() + ".class"));
      try (Stream<Path> folder = Files.list(Path.of(file.toURI()).getParent())) {
        folder.filter(path -> path.toString().endsWith(".class")).sorted().forEach(files::add);
      }
    }
    return files;
  }
}
