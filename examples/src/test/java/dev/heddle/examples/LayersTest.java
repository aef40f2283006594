package dev.heddle.examples;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The packages of the examples, and which of them each may know. */
class LayersTest {

  private static final JavaClasses EXAMPLES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.heddle.examples");

  @Test
  void everyPackageKnowsThoseBelowItAlone() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.heddle.examples..")
        .layer("files")
        .definedBy("dev.heddle.examples.sql.file")
        .layer("database")
        .definedBy("dev.heddle.examples.sql")
        .layer("http")
        .definedBy("dev.heddle.examples.sql.http")
        .layer("demo")
        .definedBy("dev.heddle.examples.sql.demo")
        .layer("server")
        .definedBy("dev.heddle.examples.sql.server")
        .layer("go")
        .definedBy("dev.heddle.examples.go")
        .layer("linking")
        .definedBy("dev.heddle.examples.linking")
        .layer("load")
        .definedBy("dev.heddle.examples.load")
        .layer("fanout")
        .definedBy("dev.heddle.examples.fanout")
        .whereLayer("load")
        .mayNotAccessAnyLayer()
        .whereLayer("fanout")
        .mayOnlyAccessLayers("load")
        .whereLayer("go")
        .mayNotAccessAnyLayer()
        .whereLayer("linking")
        .mayNotAccessAnyLayer()
        .whereLayer("files")
        .mayNotAccessAnyLayer()
        .whereLayer("database")
        .mayOnlyAccessLayers("files")
        .whereLayer("http")
        .mayOnlyAccessLayers("database")
        .whereLayer("demo")
        .mayOnlyAccessLayers("database", "http", "load")
        .whereLayer("server")
        .mayOnlyAccessLayers("database", "http", "demo")
        .ensureAllClassesAreContainedInArchitecture()
        .check(EXAMPLES);
  }

  @Test
  void nothingOfHeddleIsUsedButWhatItExports() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "dev.heddle.wasm.(*)..",
                    "dev.heddle.async.(*)..",
                    "dev.heddle.vertx.(*)..",
                    "dev.heddle.wasi.(*)..")
                .and(
                    resideOutsideOfPackages(
                        "dev.heddle.wasm.types",
                        "dev.heddle.vertx.capability",
                        "dev.heddle.vertx.http",
                        "dev.heddle.vertx.observe",
                        "dev.heddle.vertx.verticle",
                        "dev.heddle.vertx.web")))
        .check(EXAMPLES);
  }
}
