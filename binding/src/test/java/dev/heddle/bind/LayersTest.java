package dev.heddle.bind;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The packages of the binding, and which of them each may know. */
class LayersTest {

  private static final JavaClasses BINDING =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.heddle.bind");

  @Test
  void everyPackageKnowsThoseBelowItAlone() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.heddle.bind..")
        .layer("public")
        .definedBy("dev.heddle.bind")
        .layer("layout")
        .definedBy("dev.heddle.bind.layout")
        .layer("implement")
        .definedBy("dev.heddle.bind.implement")
        .layer("method")
        .definedBy("dev.heddle.bind.method")
        .layer("source")
        .definedBy("dev.heddle.bind.source")
        .whereLayer("layout")
        .mayOnlyAccessLayers("public")
        .whereLayer("implement")
        .mayOnlyAccessLayers("layout")
        .whereLayer("method")
        .mayOnlyAccessLayers("public", "layout", "implement")
        .whereLayer("source")
        .mayOnlyAccessLayers("public", "method")
        .whereLayer("public")
        .mayOnlyAccessLayers("layout", "method", "source")
        .ensureAllClassesAreContainedInArchitecture()
        .check(BINDING);
  }

  @Test
  void nothingOfTheOthersIsUsedButWhatTheyExport() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.heddle.bind..",
            "dev.heddle.async",
            "dev.heddle.wasm",
            "dev.heddle.wasm.types",
            "reactor..",
            "org.reactivestreams..",
            "java..",
            "org.jspecify..")
        .check(BINDING);
  }
}
