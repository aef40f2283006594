package dev.heddle.vertx;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

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
}
