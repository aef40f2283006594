package dev.heddle.wasm.compile;

import dev.heddle.wasm.bytecode.ClassWriter;
import dev.heddle.wasm.bytecode.CodeWriter;
import dev.heddle.wasm.bytecode.Label;
import dev.heddle.wasm.load.LoadedModule;
import dev.heddle.wasm.lower.FunctionLowering;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.runtime.CompiledCode;
import dev.heddle.wasm.store.CollectedCode;
import dev.heddle.wasm.store.GeneratedClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Generates the classes of all functions of a module, for a jar. Not thread-safe. */
public final class AheadOfTime {

  /** So many functions a method makes objects of: their code and constants fit into one class. */
  private static final int FUNCTIONS_PER_CLASS = 100;

  private final LoadedModule module;
  private final boolean metered;
  private final String packageName;
  private final CollectedCode collected = new CollectedCode();
  private final List<Integer> interpreted = new ArrayList<>();

  /**
   * For functions with or without their metering.
   *
   * @param distinction what tells the module from others of its name, in letters and digits
   */
  public AheadOfTime(LoadedModule module, boolean metered, String distinction) {
    this.module = module;
    this.metered = metered;
    this.packageName =
        GuestClasses.packageOf(module) + "." + (metered ? "metered_" : "code_") + distinction;
  }

  /**
   * Generates the classes; to be called once.
   *
   * @param progress told how many functions are done
   */
  public void run(IntConsumer progress) {
    int done = 0;
    ModuleDefinition definition = module.definition();
    GuestClasses classes = new GuestClasses(module, metered, collected, packageName);
    for (int functionIndex : bySize(definition)) {
      try {
        Flow flow =
            Flow.ofAnyJvm(
                definition,
                FunctionLowering.lowerTyped(
                    definition, functionIndex, module.boundedGlobals(), metered));
        FunctionClass made = new FunctionClass(classes, flow);
        collected.keep(classes.describe(functionIndex, made, made.build()));
      } catch (NotWorthwhileException e) {
        interpreted.add(functionIndex);
      }
      progress.accept(++done);
    }
  }

  /** The functions of a module, smaller ones first: larger ones may then name their classes. */
  private static int[] bySize(ModuleDefinition definition) {
    int imported = definition.importedFunctions();
    return IntStream.range(0, definition.bodies().size())
        .boxed()
        .sorted(
            Comparator.comparingInt(
                i -> definition.bodies().get(i).end() - definition.bodies().get(i).start()))
        .mapToInt(i -> imported + i)
        .toArray();
  }

  /** The functions that are too large to be compiled. */
  public List<Integer> interpreted() {
    return interpreted;
  }

  /** The index of the classes. */
  public byte[] index() {
    return collected.index(module.definition().bytes(), metered, packageName);
  }

  /** The name of the class that makes objects of the others. */
  public String mainClass() {
    return packageName + ".Functions";
  }

  /** The class files by their names in the jar. */
  public Map<String, byte[]> files() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    List<GeneratedClass> functions = new ArrayList<>();
    for (GeneratedClass each : collected.classes()) {
      put(
          files,
          each.name(),
          Arrays.copyOfRange(each.file(), each.from(), each.from() + each.length()));
      if (!each.isOfType()) {
        functions.add(each);
      }
    }
    functions.sort(Comparator.comparingInt(GeneratedClass::functionIndex));
    List<List<GeneratedClass>> groups = new ArrayList<>();
    for (int i = 0; i < functions.size(); i += FUNCTIONS_PER_CLASS) {
      groups.add(functions.subList(i, Math.min(functions.size(), i + FUNCTIONS_PER_CLASS)));
    }
    for (int i = 0; i < groups.size(); i++) {
      List<GeneratedClass> group = groups.get(i);
      put(files, groupName(i), build(groupName(i), Types.OBJECT, to -> writeGroup(to, group)));
    }
    put(files, "Functions", build("Functions", Types.FUNCTIONS, to -> writeMain(to, groups)));
    return files;
  }

  private void put(Map<String, byte[]> files, String name, byte[] bytes) {
    files.put((packageName + "." + name).replace('.', '/') + ".class", bytes);
  }

  private byte[] build(String name, String parent, Consumer<ClassWriter> content) {
    ClassWriter to = new ClassWriter(ClassWriter.MAX_CODE);
    to.begin(desc(name), ClassWriter.FINAL, parent);
    content.accept(to);
    return to.toBytes();
  }

  private String desc(String name) {
    return GuestClasses.descriptor(packageName, name);
  }

  private static String groupName(int i) {
    return "Functions" + i;
  }

  /**
   * Makes an object: were it known to be {@link CompiledCode}, the JVM would load all classes to
   * see whether that is so.
   */
  private static final String MAKE = "(I)" + Types.OBJECT;

  /** Makes objects of the classes of some functions; those of types are loaded before. */
  private void writeGroup(ClassWriter to, List<GeneratedClass> group) {
    CodeWriter out = to.beginMethod("make", MAKE, ClassWriter.STATIC);
    TreeMap<Integer, Label> ways = new TreeMap<>();
    for (GeneratedClass each : group) {
      ways.put(each.functionIndex(), out.newLabel());
    }
    Label none = out.newLabel();
    out.iload(0).lookupswitch(none, ways);
    for (GeneratedClass each : group) {
      out.labelBinding(Objects.requireNonNull(ways.get(each.functionIndex())));
      for (String type : each.types()) {
        out.loadClass(desc(type)).pop();
      }
      String name = desc(each.name());
      out.new_(name).dup();
      out.invokespecial(name, ClassWriter.INIT, "()V").areturn();
    }
    out.labelBinding(none).aconst_null().areturn();
    to.endMethod();
  }

  private void writeMain(ClassWriter to, List<List<GeneratedClass>> groups) {
    writeChoice(to.beginMethod("make", "(I)" + Types.CODE, ClassWriter.PUBLIC), groups);
    to.endMethod();
  }

  private void writeChoice(CodeWriter out, List<List<GeneratedClass>> groups) {
    for (int i = 0; i < groups.size(); i++) {
      Label next = out.newLabel();
      out.iload(1).loadConstant(groups.get(i).getLast().functionIndex()).if_icmpgt(next);
      out.iload(1);
      out.invokestatic(desc(groupName(i)), "make", MAKE);
      out.checkcast(Types.CODE).areturn();
      out.labelBinding(next);
    }
    out.aconst_null().areturn();
  }
}
