package dev.heddle.wasm;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import org.junit.jupiter.api.Test;

/**
 * The packages of the engine, and which of them each may know. There are no cycles but one that
 * sealed interfaces need: what is public names what implements it, and is implemented there.
 */
class LayersTest {

  private static final JavaClasses ENGINE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.heddle.wasm");

  private static final String API = "public";

  @Test
  void everyPackageKnowsThoseBelowItAlone() {
    LayeredArchitecture layers =
        layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.heddle..")
            .layer(API)
            .definedBy("dev.heddle.wasm");
    for (String name :
        new String[] {
          "stack",
          "types",
          "module",
          "decode",
          "validate",
          "code",
          "lower",
          "text",
          "load",
          "runtime",
          "instruction",
          "execute",
          "bytecode",
          "compile",
          "tier",
          "snapshot",
          "link",
          "store",
          "tool"
        }) {
      layers = layers.layer(name).definedBy("dev.heddle.wasm." + name);
    }
    layers
        .whereLayer("stack")
        .mayNotAccessAnyLayer()
        // types know nobody; all others may use what is public, exceptions and limits above all
        .whereLayer("types")
        .mayNotAccessAnyLayer()
        .whereLayer("module")
        .mayOnlyAccessLayers(API, "types")
        // from bytes to a valid definition
        .whereLayer("decode")
        .mayOnlyAccessLayers(API, "types", "module")
        .whereLayer("validate")
        .mayOnlyAccessLayers(API, "types", "module", "decode")
        // register code, and how bodies of functions become it, which decode reads
        .whereLayer("code")
        .mayOnlyAccessLayers(API, "types", "module")
        .whereLayer("lower")
        .mayOnlyAccessLayers(API, "types", "module", "decode", "code")
        // modules in the text format
        .whereLayer("text")
        .mayOnlyAccessLayers("types", "module", "decode")
        // the module that users hold
        .whereLayer("load")
        .mayOnlyAccessLayers(API, "types", "module", "decode", "validate", "code", "lower", "text")
        // instances and the state of calls, whoever executes them
        .whereLayer("runtime")
        .mayOnlyAccessLayers(API, "stack", "types", "module", "code", "load")
        .whereLayer("instruction")
        .mayOnlyAccessLayers(API, "types", "module", "code", "runtime")
        // side by side: the interpreter and the compiler, which meet in runtime and instruction
        .whereLayer("execute")
        .mayOnlyAccessLayers(API, "types", "code", "load", "runtime", "instruction")
        .whereLayer("compile")
        .mayOnlyAccessLayers(
            API,
            "types",
            "module",
            "code",
            "lower",
            "load",
            "runtime",
            "instruction",
            "bytecode",
            "store")
        // writes class files
        .whereLayer("bytecode")
        .mayNotAccessAnyLayer()
        // what the compiler has made at other times
        .whereLayer("store")
        .mayOnlyAccessLayers("runtime")
        .whereLayer("tier")
        .mayOnlyAccessLayers(API, "types", "module", "code", "load", "runtime", "compile", "store")
        // the state of instances, kept for others
        .whereLayer("snapshot")
        .mayOnlyAccessLayers(API, "types", "module", "load", "runtime")
        // makes instances, and gives them what they are executed by
        .whereLayer("link")
        .mayOnlyBeAccessedByLayers(API)
        .whereLayer(API)
        .mayOnlyAccessLayers("types", "load", "runtime", "snapshot", "link", "store")
        .whereLayer("tool")
        .mayNotBeAccessedByAnyLayer()
        .ensureAllClassesAreContainedInArchitecture()
        .check(ENGINE);
  }

  @Test
  void nothingIsNeededButTheJdk() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.heddle.wasm..", "java..", "jdk.jfr..", "org.jspecify..")
        .check(ENGINE);
  }
}
