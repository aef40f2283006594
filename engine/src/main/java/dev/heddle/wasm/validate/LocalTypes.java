package dev.heddle.wasm.validate;

import dev.heddle.wasm.module.FunctionBody.LocalGroup;
import java.util.Arrays;
import java.util.List;

/**
 * The types of the parameters and local variables of a function. Not thread-safe; used again for
 * every function.
 *
 * <p>Only the first locals are expanded, the others are searched for: six bytes can declare 50,000
 * locals, and a module can have a hundred thousand such functions.
 */
final class LocalTypes {

  private static final int EXPANDED = 1_024;

  private final ModuleTypes types;
  private final int[] expanded = new int[EXPANDED];
  private int[] groupEnds = new int[16];
  private List<LocalGroup> groups = List.of();
  private int count;

  LocalTypes(ModuleTypes types) {
    this.types = types;
  }

  void begin(int[] parameters, List<LocalGroup> localGroups) {
    groups = localGroups;
    count = parameters.length;
    System.arraycopy(parameters, 0, expanded, 0, Math.min(count, EXPANDED));
    if (groupEnds.length < groups.size()) {
      groupEnds = new int[groups.size() * 2];
    }
    for (int i = 0; i < groups.size(); i++) {
      LocalGroup group = groups.get(i);
      int end = count + group.count();
      if (count < EXPANDED) {
        Arrays.fill(expanded, count, Math.min(end, EXPANDED), types.of(group.type()));
      }
      groupEnds[i] = end;
      count = end;
    }
  }

  int count() {
    return count;
  }

  /** The type of a local, whose index must have been checked. */
  int type(int index) {
    return index < EXPANDED ? expanded[index] : search(index);
  }

  private int search(int index) {
    int found = Arrays.binarySearch(groupEnds, 0, groups.size(), index);
    int group = found >= 0 ? found + 1 : -found - 1;
    return types.of(groups.get(group).type());
  }
}
