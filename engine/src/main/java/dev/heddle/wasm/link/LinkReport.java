package dev.heddle.wasm.link;

import dev.heddle.wasm.ExternValue;
import dev.heddle.wasm.Imports;
import dev.heddle.wasm.LinkException;
import dev.heddle.wasm.runtime.Owner;
import dev.heddle.wasm.runtime.RuntimeFunction;
import dev.heddle.wasm.types.ImportType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything that is wrong with the imports that a module was given, for one message: a line for
 * each, then what is known about the modules that were asked for.
 */
final class LinkReport {

  /** How many imports are listed. */
  private static final int SHOWN_PROBLEMS = 20;

  /** Names beyond so many characters are cut off: a module may have names of many megabytes. */
  private static final int SHOWN_CHARACTERS = 100;

  private final Imports given;
  private final List<String> lines = new ArrayList<>();
  private final Set<String> hints = new LinkedHashSet<>();
  private int problems;

  LinkReport(Imports given) {
    this.given = given;
  }

  /** Nothing was given under the name. */
  void missing(ImportType wanted) {
    KnownModules.hint(wanted.module(), wanted.name()).ifPresent(hints::add);
    if (isShown()) {
      List<String> similar = SimilarNames.of(wanted.module(), wanted.name(), given.names());
      lines.add(
          "unknown import "
              + name(wanted)
              + ": expected "
              + wanted.type()
              + ", found nothing"
              + (similar.isEmpty() ? "" : "; similar: " + String.join(", ", similar)));
    }
  }

  /** Something else was given. */
  void incompatible(ImportType wanted, ExternValue found) {
    if (isShown()) {
      // functions and tags of types that differ in their group only look the same
      boolean alike = found.type().equals(wanted.type());
      lines.add(
          "incompatible import type: import "
              + name(wanted)
              + ": expected "
              + wanted.type()
              + ", found "
              + found.type()
              + (alike ? " of another type definition" : ""));
    }
  }

  /** What was given is used in another store. */
  void ofAnotherStore(ImportType wanted, ExternValue found) {
    if (isShown()) {
      lines.add(
          "import of another store: import "
              + name(wanted)
              + ": expected "
              + wanted.type()
              + " of the store that the instance is made in, found "
              + kind(found)
              + " of another; "
              + Owner.REMEDY);
    }
  }

  /** Throws what was found wrong, if anything was. */
  void check() {
    if (problems == 0) {
      return;
    }
    if (problems > lines.size()) {
      lines.add("and " + (problems - lines.size()) + " more");
    }
    lines.addAll(hints);
    throw new LinkException(String.join("\n", lines));
  }

  private boolean isShown() {
    return problems++ < SHOWN_PROBLEMS;
  }

  private static String kind(ExternValue found) {
    if (found instanceof RuntimeFunction function) {
      return "function " + shortened(function.name());
    }
    return found.type().toString();
  }

  private static String name(ImportType wanted) {
    return shortened(wanted.module()) + "." + shortened(wanted.name());
  }

  private static String shortened(String name) {
    return name.length() <= SHOWN_CHARACTERS ? name : name.substring(0, SHOWN_CHARACTERS) + "...";
  }
}
