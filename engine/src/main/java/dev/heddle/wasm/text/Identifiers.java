package dev.heddle.wasm.text;

import dev.heddle.wasm.module.ModuleDefinition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What functions and globals are called in the text: by their names in the name section, which need
 * not be different there, but have to be here; by their index if they have none.
 */
final class Identifiers {

  private static final String OTHER_CHARACTERS = "!#$%&'*+-./:<=>?@\\^_`|~";

  private final Map<Integer, String> functions;
  private final Map<Integer, String> globals;

  Identifiers(ModuleDefinition module) {
    functions = unique(module.names().functions(), module.functionCount());
    globals = unique(module.names().globals(), module.globals().size());
  }

  private static Map<Integer, String> unique(Map<Integer, String> names, int count) {
    Map<Integer, String> identifiers = new HashMap<>();
    Set<String> taken = new HashSet<>();
    new TreeMap<>(names)
        .forEach((index, name) -> {
          if (index >= 0 && index < count) {
            String own = name;
            while (!taken.add(own)) {
              own += "#" + index;
            }
            identifiers.put(index, of(own));
          }
        });
    return identifiers;
  }

  /** A name as an identifier. */
  static String of(String name) {
    boolean isPlain =
        !name.isEmpty()
            && name.chars()
                .allMatch(each ->
                    each >= '0' && each <= '9'
                        || each >= 'A' && each <= 'Z'
                        || each >= 'a' && each <= 'z'
                        || OTHER_CHARACTERS.indexOf(each) >= 0);
    return isPlain ? "$" + name : "$" + Strings.quoted(name);
  }

  /** How a function is referred to. */
  String function(int index) {
    return functions.getOrDefault(index, Integer.toUnsignedString(index));
  }

  /** How a global is referred to. */
  String global(int index) {
    return globals.getOrDefault(index, Integer.toUnsignedString(index));
  }

  /** What begins the definition of a function: its name, if it has one, and its index. */
  String definitionOfFunction(int index) {
    return definition(functions.get(index), index);
  }

  /** The same of a global. */
  String definitionOfGlobal(int index) {
    return definition(globals.get(index), index);
  }

  private static String definition(@Nullable String name, int index) {
    return (name == null ? "" : name + " ") + "(;" + index + ";)";
  }
}
