package dev.heddle.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.wasm.runtime.CompiledCode;
import dev.heddle.wasm.runtime.RuntimeInstance;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ValueType;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Modules whose compiled code has no room at the same time. */
@Timeout(120)
class EvictionTest {

  /** Room for some of the modules of a test. */
  private static final String ROOM = "-Dheddle.maxCompiledBytes=20000";

  private static final int MODULES = 12;

  /** A guest that calls the host in the middle. */
  private static RuntimeInstance guest(Execution execution, HostFunction back) {
    FunctionType type = FunctionType.of(List.of(ValueType.I32), List.of(ValueType.I32));
    return (RuntimeInstance)
        Instance.builder(Guests.module("recursion"))
            .execution(execution)
            .imports(Imports.builder().function("env", "back", type, back).build())
            .build();
  }

  private static RuntimeInstance guest() {
    return guest(Execution.TIERED, call -> call.returnI32(call.i32(0)));
  }

  private static CompiledCode compiled(RuntimeInstance guest) {
    CompiledCode found = null;
    for (CompiledCode each : guest.compiled) {
      found = found != null ? found : each;
    }
    return found;
  }

  /** Calls a guest until it has compiled code, and others all the while. */
  private static void compile(RuntimeInstance guest, RuntimeInstance... inUse) {
    int expected = guest.function("throughHost").callInt(5);
    while (compiled(guest) == null) {
      require(guest.function("throughHost").callInt(5) == expected, "a result");
      for (RuntimeInstance each : inUse) {
        require(each.function("throughHost").callInt(5) == expected, "a result of another");
      }
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException(what);
    }
  }

  @Test
  void moreModulesThanThereIsRoomForAreCompiledInTurn() throws Exception {
    assertThat(OtherJvm.run(InTurn.class, ROOM, "-XX:MaxMetaspaceSize=24m", "-Xmx128m"))
        .isEqualTo("right");
  }

  /** Compiles one after the other, twice; what they lose is collected. */
  static final class InTurn {

    private InTurn() {}

    public static void main(String[] arguments) {
      List<RuntimeInstance> guests = new ArrayList<>();
      for (int i = 0; i < MODULES; i++) {
        guests.add(guest());
      }
      List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
      for (int round = 0; round < 2; round++) {
        for (RuntimeInstance each : guests) {
          compile(each);
          loaders.add(new WeakReference<>(compiled(each).getClass().getClassLoader()));
        }
      }
      long withCode = guests.stream().filter(each -> compiled(each) != null).count();
      require(withCode < MODULES, "all have room");
      while (loaders.stream().filter(each -> !each.refersTo(null)).count() > withCode) {
        System.gc();
      }
      System.out.print("right");
    }
  }

  @Test
  void codeThatIsUsedStays() throws Exception {
    assertThat(OtherJvm.run(InUse.class, ROOM)).isEqualTo("right");
  }

  /** Compiles one after the other, and goes on calling the first. */
  static final class InUse {

    private InUse() {}

    public static void main(String[] arguments) {
      RuntimeInstance used = guest();
      compile(used);
      Class<?> code = compiled(used).getClass();
      for (int i = 0; i < MODULES; i++) {
        compile(guest(), used);
      }
      used.function("throughHost").callInt(5);
      require(compiled(used).getClass() == code, "it was compiled again");
      System.out.print("right");
    }
  }

  @Test
  void framesOfCodeThatWasLostGoOn() throws Exception {
    assertThat(OtherJvm.run(InTheMiddle.class, ROOM)).isEqualTo("right");
  }

  /** Loses the code of a function while that calls the host. */
  static final class InTheMiddle {

    private static RuntimeInstance middle = guest();
    private static boolean losing;
    private static boolean trapping;

    private InTheMiddle() {}

    private static void back(HostCall call) {
      if (losing) {
        losing = false;
        while (compiled(middle) != null) {
          compile(guest());
        }
        // and what took its place
        for (int i = 0; i < MODULES; i++) {
          compile(guest());
        }
        require(compiled(middle) == null, "it was compiled again");
        System.gc();
        if (trapping) {
          throw new TrapException(TrapKind.UNREACHABLE, "by the host");
        }
      }
      call.returnI32(call.i32(0));
    }

    private static TrapException trap(RuntimeInstance guest) {
      try {
        guest.function("throughHost").callInt(3);
      } catch (TrapException trap) {
        return trap;
      }
      throw new IllegalStateException("no trap");
    }

    public static void main(String[] arguments) {
      RuntimeInstance interpreted =
          guest(
              Execution.INTERPRETED,
              call -> {
                throw new TrapException(TrapKind.UNREACHABLE, "by the host");
              });
      middle = guest(Execution.TIERED, InTheMiddle::back);
      compile(middle);
      int expected = middle.function("throughHost").callInt(5);
      losing = true;
      require(middle.function("throughHost").callInt(5) == expected, "a result");

      compile(middle);
      losing = true;
      trapping = true;
      TrapException trap = trap(middle);
      require(trap.guestFrames().equals(trap(interpreted).guestFrames()), "frames: " + trap);
      System.out.print("right");
    }
  }
}
