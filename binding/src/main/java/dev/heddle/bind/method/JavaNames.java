package dev.heddle.bind.method;

import java.util.Set;

/** Names of WebAssembly as Java may have them. */
public final class JavaNames {

  /** Java's own words, and the methods that all objects have. */
  private static final Set<String> TAKEN =
      Set.of(
          "abstract",
          "assert",
          "boolean",
          "break",
          "byte",
          "case",
          "catch",
          "char",
          "class",
          "const",
          "continue",
          "default",
          "do",
          "double",
          "else",
          "enum",
          "extends",
          "final",
          "finally",
          "float",
          "for",
          "goto",
          "if",
          "implements",
          "import",
          "instanceof",
          "int",
          "interface",
          "long",
          "native",
          "new",
          "package",
          "private",
          "protected",
          "public",
          "return",
          "short",
          "static",
          "strictfp",
          "super",
          "switch",
          "synchronized",
          "this",
          "throw",
          "throws",
          "transient",
          "try",
          "void",
          "volatile",
          "while",
          "true",
          "false",
          "null",
          "_",
          "getClass",
          "notify",
          "notifyAll",
          "wait",
          "finalize",
          "clone",
          "hashCode",
          "toString",
          "equals");

  private JavaNames() {}

  /** A method's or parameter's name: {@code unit-price} becomes {@code unitPrice}. */
  public static String method(String name) {
    String joined = joined(name, false);
    return joined.isEmpty() ? "function" : TAKEN.contains(joined) ? joined + "_" : joined;
  }

  /** A class's name: {@code unit-price} becomes {@code UnitPrice}. */
  public static String type(String name) {
    String joined = joined(name, true);
    return joined.isEmpty() ? "Guest" : joined;
  }

  private static String joined(String name, boolean capital) {
    StringBuilder joined = new StringBuilder();
    boolean begins = capital;
    for (int i = 0; i < name.length(); i++) {
      char letter = name.charAt(i);
      boolean fits =
          joined.isEmpty()
              ? Character.isJavaIdentifierStart(letter)
              : Character.isJavaIdentifierPart(letter);
      if (!fits || letter == '_' || letter == '$') {
        begins = capital || !joined.isEmpty();
      } else {
        joined.append(begins ? Character.toUpperCase(letter) : letter);
        begins = false;
      }
    }
    return joined.toString();
  }
}
