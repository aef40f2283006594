package dev.heddle.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The packages of the module, and which of them each may know. */
class LayersTest {

  private static final JavaClasses CLI =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.heddle.cli");

  @Test
  void everyPackageKnowsThoseBelowItAlone() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.heddle.cli..")
        .layer("commands")
        .definedBy("dev.heddle.cli")
        .layer("run")
        .definedBy("dev.heddle.cli.run")
        .layer("report")
        .definedBy("dev.heddle.cli.report")
        .layer("option")
        .definedBy("dev.heddle.cli.option")
        .layer("shell")
        .definedBy("dev.heddle.cli.shell")
        .whereLayer("shell")
        .mayNotAccessAnyLayer()
        .whereLayer("option")
        .mayNotAccessAnyLayer()
        .whereLayer("run")
        .mayOnlyAccessLayers("shell")
        .whereLayer("report")
        .mayOnlyAccessLayers("option", "shell")
        .check(CLI);
  }

  @Test
  void nothingOfTheOtherModulesIsUsedButWhatTheyExport() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.heddle.cli..",
            "dev.heddle.wasi",
            "dev.heddle.async",
            "dev.heddle.wasm",
            "dev.heddle.wasm.tool",
            "dev.heddle.wasm.types",
            "picocli..",
            "jdk.jfr..",
            "java..",
            "org.jspecify..")
        .check(CLI);
  }
}
