package dev.heddle.wasi;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/**
 * The packages of the module, and which of them each may know. What is public names what implements
 * it, and is implemented there.
 */
class LayersTest {

  private static final JavaClasses WASI =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.heddle.wasi");

  @Test
  void everyPackageKnowsThoseBelowItAlone() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.heddle.wasi..")
        .layer("public")
        .definedBy("dev.heddle.wasi")
        .layer("abi")
        .definedBy("dev.heddle.wasi.abi")
        .layer("time")
        .definedBy("dev.heddle.wasi.time")
        .layer("stream")
        .definedBy("dev.heddle.wasi.stream")
        .layer("descriptor")
        .definedBy("dev.heddle.wasi.descriptor")
        .layer("path")
        .definedBy("dev.heddle.wasi.path")
        .layer("host")
        .definedBy("dev.heddle.wasi.host")
        .layer("memory")
        .definedBy("dev.heddle.wasi.memory")
        .layer("function")
        .definedBy("dev.heddle.wasi.function")
        .whereLayer("abi")
        .mayOnlyAccessLayers("public")
        .whereLayer("time")
        .mayOnlyAccessLayers("public")
        .whereLayer("stream")
        .mayOnlyAccessLayers("public")
        .whereLayer("descriptor")
        .mayOnlyAccessLayers("public", "abi", "stream")
        .whereLayer("path")
        .mayOnlyAccessLayers("public", "descriptor")
        .whereLayer("host")
        .mayOnlyAccessLayers("public")
        .whereLayer("memory")
        .mayOnlyAccessLayers("public", "time")
        .whereLayer("function")
        .mayOnlyAccessLayers("public", "abi", "descriptor", "path")
        .check(WASI);
  }

  @Test
  void nothingOfTheBridgeIsUsedButWhatItExports() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.heddle.wasi..",
            "dev.heddle.async",
            "dev.heddle.wasm",
            "dev.heddle.wasm.types",
            "reactor..",
            "org.reactivestreams..",
            "java..",
            "org.jspecify..")
        .check(WASI);
  }
}
