package dev.heddle.wasm.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Guests may fill the Java stack at any place. Whatever the JVM does at first use, and never again
 * if there was no room for it, must not happen there: initialising a class, linking a lambda, a
 * method reference or a switch over patterns.
 */
class FullStackTest {

  /** What only happens while a module is loaded or instantiated, or on behalf of the host. */
  private static final Set<String> NOT_FOR_GUESTS =
      Set.of(
          // initialised by the trap that Preparation makes
          "GuestStackTrace",
          "decode/ElementSectionReader",
          "decode/ModuleDecoder",
          "decode/ModuleDecoder$1",
          "decode/SectionId",
          "code/Disassembler",
          "code/Disassembler$1",
          "module/Export$Kind",
          "types/GroupKey",
          "types/RecursionGroup",
          "types/Subtyping");

  /** Methods outside those classes that guests do not come to, either. */
  private static final Set<String> METHODS_NOT_FOR_GUESTS =
      Set.of(
          "runtime/RuntimeInstance.<init>",
          "runtime/Interruption.run",
          "runtime/Interruption.runAlone");

  /** The class initialisers among what is prepared may do what they like. */
  private static final String INITIALIZER = ".<clinit>";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "code",
        "lower",
        "instruction",
        "execute",
        "runtime",
        "tier",
        "types",
        "module",
        "decode"
      })
  void nothingThatGuestsComeToIsLinkedAtItsFirstUse(String folder) throws Exception {
    List<String> found = new ArrayList<>();
    for (ClassModel type : classesIn(folder)) {
      if (NOT_FOR_GUESTS.contains(name(type))) {
        continue;
      }
      for (MethodModel method : type.methods()) {
        String name = name(type) + '.' + method.methodName().stringValue();
        boolean isAllowed = METHODS_NOT_FOR_GUESTS.contains(name) || name.endsWith(INITIALIZER);
        if (!isAllowed && linksAtFirstUse(method)) {
          found.add(name);
        }
      }
    }
    assertThat(found).isEmpty();
  }

  /** The methods that records have without having written them are not called by the engine. */
  private static boolean linksAtFirstUse(MethodModel method) {
    return method
        .code()
        .map(code ->
            code.elementStream()
                .anyMatch(element ->
                    element instanceof InvokeDynamicInstruction call
                        && !call.bootstrapMethod().owner().displayName().equals("ObjectMethods")))
        .orElse(false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"code", "execute", "instruction", "lower", "runtime", "tier"})
  void everyClassThatRunsGuestsIsInitialisedBefore(String folder) throws Exception {
    assertThat(classesIn(folder))
        .extracting(FullStackTest::name)
        .filteredOn(name -> !name.endsWith("/package-info") && !name.endsWith("Classes"))
        .isSubsetOf(prepared());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "types", "module", "decode"})
  void everyOtherClassWithSomethingToInitialiseIsToo(String folder) throws Exception {
    assertThat(classesIn(folder))
        .filteredOn(type ->
            type.methods().stream()
                .anyMatch(method -> method.methodName().equalsString("<clinit>")))
        .extracting(FullStackTest::name)
        .filteredOn(name -> !NOT_FOR_GUESTS.contains(name))
        .isSubsetOf(prepared());
  }

  private static Set<String> prepared() {
    Set<String> names = new HashSet<>();
    for (List<Class<?>> classes : PreparedClasses.all()) {
      for (Class<?> type : classes) {
        addWithNested(type, names);
      }
    }
    return names;
  }

  private static void addWithNested(Class<?> type, Set<String> names) {
    for (Class<?> member : type.getNestMembers()) {
      names.add(name(member.getName().replace('.', '/')));
    }
  }

  private static String name(ClassModel type) {
    return name(type.thisClass().asInternalName());
  }

  private static String name(String internalName) {
    return internalName.replace("dev/heddle/wasm/", "");
  }

  private static List<ClassModel> classesIn(String folder) throws IOException, URISyntaxException {
    URL linker = Linker.class.getResource("Linker.class");
    Path root = Path.of(Objects.requireNonNull(linker).toURI()).getParent().resolveSibling(folder);
    List<ClassModel> classes = new ArrayList<>();
    try (Stream<Path> files = Files.list(root)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).sorted().toList()) {
        classes.add(ClassFile.of().parse(file));
      }
    }
    assertThat(classes).isNotEmpty();
    return classes;
  }
}
