package dev.heddle.benchmarks;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The packages of the benchmarks, and which of them each may know. */
class LayersTest {

  private static final JavaClasses BENCHMARKS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.heddle.benchmarks");

  @Test
  void everyPackageKnowsThoseBelowItAlone() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.heddle.benchmarks..")
        .layer("programs")
        .definedBy("dev.heddle.benchmarks")
        .layer("engines")
        .definedBy("dev.heddle.benchmarks.engines")
        .layer("guests")
        .definedBy("dev.heddle.benchmarks.guests")
        .layer("trial")
        .definedBy("dev.heddle.benchmarks.trial")
        .layer("report")
        .definedBy("dev.heddle.benchmarks.report")
        .layer("suspension")
        .definedBy("dev.heddle.benchmarks.suspension")
        .layer("wasi")
        .definedBy("dev.heddle.benchmarks.wasi")
        .layer("vertx")
        .definedBy("dev.heddle.benchmarks.vertx")
        .whereLayer("engines")
        .mayNotAccessAnyLayer()
        .whereLayer("guests")
        .mayNotAccessAnyLayer()
        .whereLayer("trial")
        .mayOnlyAccessLayers("engines")
        .whereLayer("report")
        .mayOnlyAccessLayers("guests")
        .whereLayer("suspension")
        .mayOnlyAccessLayers("guests")
        .whereLayer("wasi")
        .mayNotAccessAnyLayer()
        .whereLayer("vertx")
        .mayNotAccessAnyLayer()
        .whereLayer("programs")
        .mayOnlyAccessLayers("engines", "guests", "trial", "report", "suspension", "wasi", "vertx")
        .ensureAllClassesAreContainedInArchitectureIgnoring("dev.heddle.benchmarks.jmh_generated..")
        .check(BENCHMARKS);
  }

  @Test
  void nothingOfHeddleIsUsedButWhatItExports() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "dev.heddle.wasm.(*)..", "dev.heddle.async.(*)..", "dev.heddle.vertx.(*)..")
                .and(resideOutsideOfPackages("dev.heddle.wasm.types", "dev.heddle.vertx.http")))
        .check(BENCHMARKS);
  }
}
