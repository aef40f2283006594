package dev.heddle.vertx;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What the integration may know: it is on top of what the bridge exports. */
class LayersTest {

  private static final JavaClasses INTEGRATION =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.heddle.vertx");

  @Test
  void itIsOnTopOfWhatTheBridgeExports() {
    classes().should().resideInAPackage("dev.heddle.vertx..").check(INTEGRATION);
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.heddle.vertx..",
            "dev.heddle.async",
            "dev.heddle.bind",
            "dev.heddle.wasi",
            "dev.heddle.wasm",
            "dev.heddle.wasm.types",
            "io.vertx..",
            "io.netty..",
            "org.slf4j..",
            "io.micrometer..",
            "reactor.core..",
            "org.reactivestreams..",
            "java..",
            "org.jspecify..")
        .check(INTEGRATION);
  }

  /** So that they show how imports are written. */
  @Test
  void capabilitiesAreMadeOfWhatEverybodyMayUse() {
    classes()
        .that()
        .resideInAnyPackage("dev.heddle.vertx.abi", "dev.heddle.vertx.capability")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "dev.heddle.vertx",
                    "dev.heddle.vertx.abi",
                    "dev.heddle.vertx.capability",
                    "dev.heddle.vertx.json",
                    "dev.heddle.async",
                    "dev.heddle.wasm",
                    "dev.heddle.wasm.types",
                    "io.vertx.core..",
                    "org.reactivestreams..",
                    "java..",
                    "org.jspecify..")
                .and(resideOutsideOfPackages("..internal..", "..impl..", "..spi..")))
        .check(INTEGRATION);
    noClasses()
        .that()
        .resideInAPackage("dev.heddle.vertx.capability")
        .and()
        .haveSimpleNameNotEndingWith("Grant")
        .and()
        .haveSimpleNameNotEndingWith("Builder")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.heddle.vertx.json")
        .check(INTEGRATION);
  }
}
