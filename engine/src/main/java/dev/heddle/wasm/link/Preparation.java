package dev.heddle.wasm.link;

import dev.heddle.wasm.GuestFrame;
import dev.heddle.wasm.I31;
import dev.heddle.wasm.TrapException;
import dev.heddle.wasm.TrapKind;
import dev.heddle.wasm.V128;
import dev.heddle.wasm.code.RegisterInstruction;
import dev.heddle.wasm.code.RegisterOpcode;
import dev.heddle.wasm.decode.ByteReader;
import dev.heddle.wasm.decode.CatchClause;
import dev.heddle.wasm.decode.InstructionReader;
import dev.heddle.wasm.decode.ObjectInstructionReader;
import dev.heddle.wasm.decode.ValueTypeReader;
import dev.heddle.wasm.execute.InterpreterClasses;
import dev.heddle.wasm.instruction.InstructionClasses;
import dev.heddle.wasm.lower.LoweringClasses;
import dev.heddle.wasm.module.AtomicOpcode;
import dev.heddle.wasm.module.ModuleDefinition;
import dev.heddle.wasm.module.NameSection;
import dev.heddle.wasm.module.VectorInstruction;
import dev.heddle.wasm.runtime.Activation;
import dev.heddle.wasm.runtime.MemoryFault;
import dev.heddle.wasm.runtime.Nesting;
import dev.heddle.wasm.runtime.RuntimeClasses;
import dev.heddle.wasm.tier.TierClasses;
import dev.heddle.wasm.types.AbstractHeapType;
import dev.heddle.wasm.types.AddressType;
import dev.heddle.wasm.types.DefinedType;
import dev.heddle.wasm.types.NumberType;
import dev.heddle.wasm.types.PackedType;
import dev.heddle.wasm.types.ReferenceType;
import dev.heddle.wasm.types.ValueType;
import dev.heddle.wasm.types.VectorType;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads and initialises classes before guests run.
 *
 * <p>A guest may use the Java stack up to its end. A class whose initialiser runs out of stack is
 * unusable from then on, so that none that is needed there may be initialised there.
 */
public final class Preparation {

  /** What is needed when the stack is full: what runs guests, and what reports that it is. */
  private static final List<Class<?>> CLASSES =
      List.of(
          Activation.class,
          V128.class,
          I31.class,
          Nesting.class,
          MemoryFault.class,
          GuestFrame.class,
          TrapKind.class,
          ModuleDefinition.class,
          NameSection.class,
          AtomicOpcode.class,
          VectorInstruction.class,
          InstructionReader.class,
          ObjectInstructionReader.class,
          ValueTypeReader.class,
          CatchClause.class,
          ByteReader.class,
          AbstractHeapType.class,
          AddressType.class,
          DefinedType.class,
          NumberType.class,
          PackedType.class,
          ReferenceType.class,
          ValueType.class,
          VectorType.class);

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private Preparation() {}

  /** What is initialised, each with the classes that are nested in it. */
  static List<Class<?>> classes() {
    List<Class<?>> all = new ArrayList<>(CLASSES);
    all.addAll(LoweringClasses.all());
    all.addAll(RuntimeClasses.all());
    all.addAll(InstructionClasses.all());
    all.addAll(InterpreterClasses.all());
    all.addAll(TierClasses.all());
    return all;
  }

  /** Does it; once is enough. */
  public static void loadClasses() {
    for (Class<?> type : classes()) {
      initialize(type);
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
