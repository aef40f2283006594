package dev.heddle.maven;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The goal runs on a JVM that cannot load Heddle: it starts one that can. */
class LayersTest {

  @Test
  void nothingOfHeddleIsUsed() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.heddle.maven", "org.apache.maven..", "java..", "org.jspecify..")
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.heddle.maven"));
  }
}
