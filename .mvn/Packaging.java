import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks a jar that is to be published: that it is a module, an OSGi bundle that exports what the
 * module does, and no trouble for GraalVM's native-image.
 *
 * <p>Usage: {@code java Packaging.java JAR [WORK]}. With {@code WORK}, a directory that is made
 * anew, the jar must also do in an image of {@code jlink}, with no more than the JDK's base module:
 * a guest is run there. Exits with 1 where something is wrong.
 */
final class Packaging {

  /** Exports {@code add}, of two numbers. */
  private static final String GUEST =
      "0061736d0100000001070160027f7f017f03020100070701036164640000" + "0a09010700200020016a0b";

  private static final String MODULE = "module probe { requires dev.heddle.engine; }";

  private static final String MAIN =
      """
      package probe;

      import dev.heddle.wasm.Instance;
      import dev.heddle.wasm.WasmModule;
      import java.util.HexFormat;

      public class Main {
        public static void main(String[] args) {
          WasmModule module = WasmModule.load(HexFormat.of().parseHex("%s"));
          System.out.println(Instance.builder(module).build().function("add").callInt(20, 22));
        }
      }
      """
          .formatted(GUEST);

  private final Path jar;
  private final List<String> complaints = new ArrayList<>();

  private Packaging(Path jar) {
    this.jar = jar;
  }

  public static void main(String[] args) throws Exception {
    if (args.length < 1 || args.length > 2) {
      System.err.println("usage: Packaging.java JAR [WORK]");
      System.exit(2);
    }
    Packaging packaging = new Packaging(Path.of(args[0]));
    packaging.check();
    if (args.length == 2) {
      packaging.runInAnImage(Path.of(args[1]));
    }
    packaging.complaints.forEach(what -> System.err.println(packaging.jar + ": " + what));
    System.exit(packaging.complaints.isEmpty() ? 0 : 1);
  }

  private void check() throws IOException {
    ModuleDescriptor module =
        ModuleFinder.of(jar).findAll().stream().findFirst().orElseThrow().descriptor();
    require(!module.isAutomatic(), "is no module");
    try (JarFile file = new JarFile(jar.toFile())) {
      bundle(file, module);
      List<JarEntry> entries = file.stream().toList();
      require(
          entries.stream().anyMatch(entry -> entry.getName().startsWith("META-INF/native-image/")),
          "has nothing below META-INF/native-image");
      for (JarEntry entry : entries) {
        if (entry.getName().endsWith(".class")) {
          noLookupOfClasses(file, entry);
        }
      }
    }
  }

  private void bundle(JarFile file, ModuleDescriptor module) throws IOException {
    var headers = file.getManifest().getMainAttributes();
    requireEqual("Bundle-SymbolicName", module.name(), headers.getValue("Bundle-SymbolicName"));
    Set<String> exported =
        module.exports().stream()
            .filter(export -> !export.isQualified())
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toCollection(TreeSet::new));
    requireEqual("Export-Package", exported, packages(headers.getValue("Export-Package")));
    for (String imported : packages(headers.getValue("Import-Package"))) {
      require(
          !module.packages().contains(imported) || exported.contains(imported),
          "Import-Package: " + imported + " is its own and is not exported");
    }
    require(
        headers
            .getValue("Import-Package")
            .matches(".*org\\.jspecify\\.annotations(;[^;]*)?;resolution:=optional.*"),
        "Import-Package: the annotations must be optional");
    String needs = String.valueOf(headers.getValue("Require-Capability"));
    require(needs.contains("JavaSE"), "Require-Capability: expected JavaSE, found " + needs);
  }

  /** The packages that a header names, without what it says of them in quotes and parameters. */
  private static Set<String> packages(String header) {
    return Stream.of(String.valueOf(header).replaceAll("\"[^\"]*\"", "").split(","))
        .map(clause -> clause.replaceAll(";.*", "").strip())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Names of classes that are made up as the program runs are what native-image cannot see. */
  private void noLookupOfClasses(JarFile file, JarEntry entry) throws IOException {
    byte[] bytes;
    try (InputStream in = file.getInputStream(entry)) {
      bytes = in.readAllBytes();
    }
    for (PoolEntry constant : ClassFile.of().parse(bytes).constantPool()) {
      if (constant instanceof MemberRefEntry member) {
        String called = member.owner().asInternalName() + "." + member.name();
        require(
            !Set.of(
                        "java/lang/Class.forName",
                        "java/lang/ClassLoader.loadClass",
                        "java/lang/invoke/MethodHandles$Lookup.findClass")
                    .contains(called)
                // native-image has no carriers of its own: it is detected, and what it names is of
                // java.lang
                || entry.getName().endsWith("carrier/Opened.class"),
            entry.getName() + " looks a class up by name: " + called);
      }
    }
  }

  private void runInAnImage(Path work) throws Exception {
    if (Files.exists(work)) {
      try (Stream<Path> old = Files.walk(work)) {
        for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    Path sources = Files.createDirectories(work.resolve("src/probe"));
    Path descriptor = Files.writeString(work.resolve("src/module-info.java"), MODULE);
    Path main = Files.writeString(sources.resolve("Main.java"), MAIN);
    String classes = work.resolve("classes").toString();
    tool("javac", "-p", jar.toString(), "-d", classes, descriptor.toString(), main.toString());
    Path image = work.resolve("image");
    tool(
        "jlink",
        "--module-path",
        jar + java.io.File.pathSeparator + classes,
        "--add-modules",
        "probe",
        "--output",
        image.toString());
    String java = image.resolve("bin/java").toString();
    requireEqual("a guest's result in an image", "42", run(java, "-m", "probe/probe.Main").strip());
    String modules = run(java, "--list-modules");
    requireEqual(
        "modules of an image",
        Set.of("dev.heddle.engine", "java.base", "probe"),
        modules.lines().map(line -> line.replaceAll("@.*", "")).collect(Collectors.toSet()));
  }

  private static void tool(String name, String... arguments) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said);
    if (ToolProvider.findFirst(name).orElseThrow().run(out, out, arguments) != 0) {
      throw new IllegalStateException(name + " failed: " + said);
    }
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command) + " failed: " + said);
    }
    return said;
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      complaints.add(otherwise);
    }
  }

  private void requireEqual(String what, Object expected, Object found) {
    require(expected.equals(found), what + ": expected " + expected + ", found " + found);
  }
}
