package dev.heddle.bind.method;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Names of Java and of WebAssembly, which have other habits. */
public final class Names {

  private static final int SHOWN = 3;

  /** Longer names are not compared: it takes time in proportion to both lengths. */
  private static final int LONGEST = 80;

  private record Candidate(String name, int distance) {}

  private Names() {}

  /** What a method may be called in a module, in the order of looking: {@code unitPrice}, ... */
  public static List<String> of(String method) {
    String snake = separated(method, '_');
    return snake.equals(method) ? List.of(method) : List.of(method, snake, separated(method, '-'));
  }

  private static String separated(String method, char separator) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < method.length(); i++) {
      char letter = method.charAt(i);
      if (Character.isUpperCase(letter)) {
        boolean begins = i == 0 || method.charAt(i - 1) == separator;
        // of several capitals, as in parseURLNow, the last begins a word if small ones follow
        boolean within =
            i > 0
                && Character.isUpperCase(method.charAt(i - 1))
                && (i + 1 == method.length() || !Character.isLowerCase(method.charAt(i + 1)));
        if (!begins && !within) {
          name.append(separator);
        }
        name.append(Character.toLowerCase(letter));
      } else {
        name.append(letter);
      }
    }
    return name.toString();
  }

  /** The names that are similar to one, most similar first. */
  static List<String> similar(String name, Collection<String> offered) {
    String wanted = plain(name);
    List<Candidate> candidates = new ArrayList<>();
    for (String other : offered) {
      String plain = plain(other);
      int longest = Math.max(wanted.length(), plain.length());
      if (longest <= LONGEST) {
        int distance = distance(wanted, plain);
        if (distance <= 1 + longest / 4 && distance < longest) {
          candidates.add(new Candidate(other, distance));
        }
      }
    }
    return candidates.stream()
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .limit(SHOWN)
        .map(Candidate::name)
        .toList();
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }

  /** How many letters have to be changed, added or left out. */
  private static int distance(String a, String b) {
    int[] before = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      before[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, 1 + Math.min(before[j], row[j - 1]));
      }
      before = row;
    }
    return before[b.length()];
  }
}
