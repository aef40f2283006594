package dev.heddle.async;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/**
 * The packages of the bridge, and which of them each may know. The public ones name what implements
 * them, and are implemented there: no other cycle is allowed.
 */
class LayersTest {

  private static final JavaClasses BRIDGE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.heddle.async");

  @Test
  void everyPackageKnowsThoseBelowItAlone() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.heddle.async..")
        .layer("public")
        .definedBy("dev.heddle.async")
        .layer("baton")
        .definedBy("dev.heddle.async.baton")
        .layer("carrier")
        .definedBy("dev.heddle.async.carrier")
        .layer("trace")
        .definedBy("dev.heddle.async.trace")
        .layer("compute")
        .definedBy("dev.heddle.async.compute")
        .layer("stack")
        .definedBy("dev.heddle.async.stack")
        .layer("await")
        .definedBy("dev.heddle.async.await")
        .layer("call")
        .definedBy("dev.heddle.async.call")
        .layer("host")
        .definedBy("dev.heddle.async.host")
        .whereLayer("baton")
        .mayNotAccessAnyLayer()
        .whereLayer("carrier")
        .mayNotAccessAnyLayer()
        .whereLayer("trace")
        .mayNotAccessAnyLayer()
        .whereLayer("compute")
        .mayNotAccessAnyLayer()
        .whereLayer("stack")
        .mayNotAccessAnyLayer()
        .whereLayer("await")
        .mayOnlyAccessLayers("public")
        .whereLayer("call")
        .mayOnlyAccessLayers("public", "await", "baton", "carrier", "compute", "stack", "trace")
        .whereLayer("host")
        .mayOnlyAccessLayers("public", "await", "call")
        .whereLayer("public")
        .mayOnlyAccessLayers("await", "call", "carrier", "host", "stack")
        .ensureAllClassesAreContainedInArchitecture()
        .check(BRIDGE);
  }

  @Test
  void nothingOfTheEngineIsUsedButWhatItExports() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.heddle.async..",
            "dev.heddle.wasm",
            "dev.heddle.wasm.stack",
            "dev.heddle.wasm.types",
            "reactor..",
            "io.micrometer..",
            "org.reactivestreams..",
            "java..",
            "jdk.jfr..",
            "org.jspecify..")
        .check(BRIDGE);
  }
}
