package dev.heddle.wasm.link;

import dev.heddle.wasm.GuestFrame;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.code.RegisterInstruction;
import dev.heddle.wasm.code.RegisterOpcode;
import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * Loads and initialises classes before guests run.
 *
 * <p>A guest may use the Java stack up to its end. A class whose initialiser runs out of stack is
 * unusable from then on, so that none that is needed there may be initialised there. Which classes
 * these are the build finds out: all of the packages that guests come to, see {@link
 * PreparedClasses}.
 */
final class Preparation {

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private Preparation() {}

  /** Does it; once is enough. */
  static void loadClasses() {
    for (List<Class<?>> classes : PreparedClasses.all()) {
      for (Class<?> type : classes) {
        initialize(type);
      }
    }
    RegisterInstruction.of(RegisterOpcode.UNREACHABLE);
    TrapException trap = new TrapException(TrapKind.CALL_STACK_EXHAUSTED, "rehearsal");
    trap.leave(new GuestFrame("wasm", 0, "func[0]", 0));
    trap.leaveGuest();
  }

  /** Initialises a class and those nested in it, the tables of its switches over enums included. */
  private static void initialize(Class<?> type) {
    for (Class<?> member : type.getNestMembers()) {
      try {
        MethodHandles.privateLookupIn(member, LOOKUP).ensureInitialized(member);
      } catch (IllegalAccessException e) {
        throw new LinkageError(member + " cannot be initialised", e);
      }
    }
  }
}
