package dev.heddle.wasm.compile;

import static java.lang.constant.ConstantDescs.CD_int;

import dev.heddle.wasm.load.LoadedModule;
import dev.heddle.wasm.lower.FunctionLowering;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.runtime.CompiledCode;
import dev.heddle.wasm.store.CollectedCode;
import dev.heddle.wasm.store.CompiledFunctions;
import dev.heddle.wasm.store.GeneratedClass;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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

  /** Generates the classes; to be called once. */
  public void run() {
    ModuleDefinition definition = module.definition();
    GuestClasses classes = new GuestClasses(module, metered, collected, packageName);
    for (int functionIndex : bySize(definition)) {
      try {
        Flow flow =
            Flow.ofAnyJvm(
                definition, FunctionLowering.lowerTyped(definition, functionIndex, metered));
        FunctionClass made = new FunctionClass(classes, flow);
        collected.keep(classes.describe(functionIndex, made, made.build()));
      } catch (NotWorthwhileException e) {
        interpreted.add(functionIndex);
      }
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
      put(files, groupName(i), build(groupName(i), to -> writeGroup(to, group)));
    }
    put(files, "Functions", build("Functions", to -> writeMain(to, groups)));
    return files;
  }

  private void put(Map<String, byte[]> files, String name, byte[] bytes) {
    files.put((packageName + "." + name).replace('.', '/') + ".class", bytes);
  }

  private byte[] build(String name, Consumer<ClassBuilder> content) {
    return ClassFile.of().build(ClassDesc.of(packageName, name), content);
  }

  private static String groupName(int i) {
    return "Functions" + i;
  }

  private static final ClassDesc CODE = Types.desc(CompiledCode.class);

  /**
   * Makes an object: were it known to be {@link CompiledCode}, the JVM would load all classes to
   * see whether that is so.
   */
  private static final MethodTypeDesc MAKE = MethodTypeDesc.of(ConstantDescs.CD_Object, CD_int);

  /** Makes objects of the classes of some functions; those of types are loaded before. */
  private void writeGroup(ClassBuilder to, List<GeneratedClass> group) {
    GuestClasses.begin(to, ClassFile.ACC_FINAL, ConstantDescs.CD_Object);
    to.withMethodBody(
        "make",
        MAKE,
        ClassFile.ACC_STATIC,
        out -> {
          List<SwitchCase> cases = new ArrayList<>();
          for (GeneratedClass each : group) {
            cases.add(SwitchCase.of(each.functionIndex(), out.newLabel()));
          }
          Label none = out.newLabel();
          out.iload(0).lookupswitch(none, cases);
          for (int i = 0; i < group.size(); i++) {
            out.labelBinding(cases.get(i).target());
            for (String type : group.get(i).types()) {
              out.loadConstant(ClassDesc.of(packageName, type)).pop();
            }
            ClassDesc name = ClassDesc.of(packageName, group.get(i).name());
            out.new_(name).dup();
            out.invokespecial(name, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void).areturn();
          }
          out.labelBinding(none).aconst_null().areturn();
        });
  }

  private void writeMain(ClassBuilder to, List<List<GeneratedClass>> groups) {
    GuestClasses.begin(to, ClassFile.ACC_FINAL, Types.desc(CompiledFunctions.class));
    to.withMethodBody(
        "make",
        MethodTypeDesc.of(CODE, CD_int),
        ClassFile.ACC_PUBLIC,
        out -> writeChoice(out, groups));
  }

  private void writeChoice(CodeBuilder out, List<List<GeneratedClass>> groups) {
    for (int i = 0; i < groups.size(); i++) {
      Label next = out.newLabel();
      out.iload(1).loadConstant(groups.get(i).getLast().functionIndex()).if_icmpgt(next);
      out.iload(1);
      out.invokestatic(ClassDesc.of(packageName, groupName(i)), "make", MAKE);
      out.checkcast(CODE).areturn();
      out.labelBinding(next);
    }
    out.aconst_null().areturn();
  }
}
