package dev.heddle.wasm.link;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Finds what was probably meant by a name that is not there: the same name elsewhere, or names that
 * differ in a few letters.
 */
final class SimilarNames {

  private static final int SHOWN = 3;

  /** Longer names are not compared: it takes time in proportion to both lengths. */
  private static final int LONGEST = 80;

  private record Candidate(String name, int distance) {}

  private SimilarNames() {}

  /**
   * Names similar to that of an import, most similar first.
   *
   * @param offered the names that there are, by module
   */
  static List<String> of(String module, String name, Map<String, Set<String>> offered) {
    List<Candidate> candidates = new ArrayList<>();
    offered.forEach((otherModule, names) -> {
      if (otherModule.equals(module)) {
        addSimilar(candidates, module, name, names);
      } else if (names.contains(name)) {
        candidates.add(new Candidate(otherModule + "." + name, 0));
      }
    });
    return candidates.stream()
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .limit(SHOWN)
        .map(Candidate::name)
        .toList();
  }

  private static void addSimilar(
      List<Candidate> candidates, String module, String name, Set<String> names) {
    String wanted = plain(name);
    for (String other : names) {
      String offered = plain(other);
      int longest = Math.max(wanted.length(), offered.length());
      if (longest <= LONGEST) {
        int distance = distance(wanted, offered);
        if (distance <= 1 + longest / 6 && distance < longest) {
          candidates.add(new Candidate(module + "." + other, distance));
        }
      }
    }
  }

  /** A name without what different habits of writing make of it. */
  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }

  /** How many letters have to be changed, added, left out or exchanged with their neighbours. */
  static int distance(String a, String b) {
    int[] twoBefore = new int[b.length() + 1];
    int[] before = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] spare = twoBefore;
      twoBefore = before;
      before = row;
      row = spare;
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, 1 + Math.min(before[j], row[j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], 1 + twoBefore[j - 2]);
        }
      }
    }
    return row[b.length()];
  }
}
