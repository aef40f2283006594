package dev.heddle.async.stack;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The shadow stacks of a store, and whose frames are on them.
 *
 * <p>A call that parks leaves its frames where they are. Only if another call gets to run are they
 * set aside, by that call before it does anything else, so that a guest with one call at a time
 * pays nothing. All but {@link #add} and {@link #remove} is for who holds the baton.
 */
public final class ShadowStacks {

  private final List<ShadowStack> stacks = new CopyOnWriteArrayList<>();

  /** The parked or running call whose frames are in place. */
  private @Nullable StackUse inPlace;

  /** No stacks. */
  public ShadowStacks() {}

  /**
   * Adds the stack of an instance, unless another instance has brought the same one.
   *
   * @return the stack that is there now, to be {@linkplain #remove removed} as often as it was
   *     added
   */
  public ShadowStack add(ShadowStack added) {
    synchronized (stacks) {
      for (ShadowStack stack : stacks) {
        if (stack.hasPointerOf(added)) {
          stack.users++;
          return stack;
        }
      }
      added.users = 1;
      stacks.add(added);
      return added;
    }
  }

  /** An instance of this stack is closed. */
  public void remove(ShadowStack stack) {
    synchronized (stacks) {
      if (--stack.users == 0) {
        stacks.remove(stack);
      }
    }
  }

  /** A call begins. */
  public StackUse enter() {
    clear();
    StackUse use = new StackUse();
    use.enter(stacks);
    inPlace = use;
    return use;
  }

  /** A call goes on after it was parked. */
  public void resume(StackUse use) {
    if (inPlace != use) {
      clear();
      use.putBack();
      inPlace = use;
    }
  }

  /**
   * What the running call has on the stacks is gone, and where their pointers are now is where they
   * rest. Returns what it has from now on.
   */
  public StackUse restart() {
    inPlace = null;
    return enter();
  }

  /** A call that was running is over. */
  public void leave(StackUse use) {
    // Another's frames are in place only if this call failed to put back its own.
    if (inPlace == use) {
      use.leave();
      inPlace = null;
    }
  }

  private void clear() {
    if (inPlace != null) {
      inPlace.setAside(stacks);
      inPlace = null;
    }
  }
}
