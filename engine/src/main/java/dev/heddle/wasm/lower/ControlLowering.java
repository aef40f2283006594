package dev.heddle.wasm.lower;

import static dev.heddle.wasm.module.ControlOpcode.*;

import dev.heddle.wasm.code.ControlRegisterOpcode;
import dev.heddle.wasm.code.ExceptionHandler;
import dev.heddle.wasm.code.HandlerTable;
import dev.heddle.wasm.code.RegisterOpcode;
import dev.heddle.wasm.code.Signature;
import dev.heddle.wasm.decode.CatchClause;
import dev.heddle.wasm.types.FunctionType;
import java.util.ArrayList;
import java.util.List;

/**
 * Lowers tail calls and exceptions for {@link FunctionLowering}.
 *
 * <p>Catching costs nothing where nothing is thrown: a {@code try} makes no code, only an {@link
 * ExceptionHandler}, which says to which slots of the frame an exception's values go and where the
 * code goes on. The slots are those in which the target expects its operands. Not thread-safe.
 */
final class ControlLowering {

  private static final FunctionType NOTHING = FunctionType.of(List.of(), List.of());

  private final FunctionCode function;
  private final BlockLowering blocks;
  private final List<HandlerDraft> handlers = new ArrayList<>();

  /** Where handlers go on whose target is the end of the function. */
  private final Label returning = new Label();

  private boolean makesTailCalls;

  ControlLowering(FunctionCode function, BlockLowering blocks) {
    this.function = function;
    this.blocks = blocks;
  }

  /** Whether there is a tail call in the function. */
  boolean makesTailCalls() {
    return makesTailCalls;
  }

  /** Lowers the instruction with this opcode, which has been read. */
  void lower(int opcode) {
    switch (opcode) {
      case RETURN_CALL -> {
        int callee = function.in.u32();
        tailCall(function.module.functionType(callee), ControlRegisterOpcode.TAIL_CALL, callee);
      }
      case RETURN_CALL_INDIRECT -> {
        int typeIndex = function.in.u32();
        int table = function.in.u32();
        int element = function.popRegister();
        tailCall(
            function.module.types().get(typeIndex).function(),
            ControlRegisterOpcode.TAIL_CALL_INDIRECT,
            typeIndex,
            table,
            element);
      }
      case RETURN_CALL_REF -> {
        int typeIndex = function.in.u32();
        FunctionType type = function.module.types().get(typeIndex).function();
        int callee = function.popRegister();
        tailCall(type, ControlRegisterOpcode.TAIL_CALL_REF, typeIndex, callee);
      }
      case THROW -> {
        int tag = function.in.u32();
        int[] bases = function.popHome(payload(tag).parameters().size());
        function.failing(ControlRegisterOpcode.THROW, tag, bases[0], bases[1]);
        blocks.becomeUnreachable();
      }
      case THROW_REF -> throwReference(function.popRegister());
      case TRY_TABLE -> tryTable();
      case LEGACY_TRY -> beginTry(BodyReader.blockType(function.in, function.module));
      case LEGACY_CATCH -> {
        int tag = function.in.u32();
        beginCatch(tag, payload(tag));
      }
      case LEGACY_CATCH_ALL -> beginCatch(ExceptionHandler.ALL, NOTHING);
      // the caught exception is the lowest operand of the block
      case LEGACY_RETHROW -> throwReference(blocks.target(function.in.u32()).referenceHome);
      case LEGACY_DELEGATE -> delegate();
      default -> throw new IllegalArgumentException("not a control opcode: " + opcode);
    }
  }

  private void tailCall(FunctionType type, int opcode, int... callee) {
    OperandStack stack = function.stack;
    int numbersEnd = stack.nextNumberHome();
    int referencesEnd = stack.nextReferenceHome();
    int[] bases = function.popHome(type.parameters().size());
    int numbers = numbersEnd - bases[0];
    int references = referencesEnd - bases[1];
    stack.reserve(numbers, references);
    function.failing(opcode, callee);
    function.code.append(bases[0]);
    function.code.append(numbers);
    function.code.append(bases[1]);
    function.code.append(references);
    function.emit(RegisterOpcode.RETURN);
    blocks.becomeUnreachable();
    makesTailCalls = true;
  }

  private void throwReference(int slot) {
    function.failing(ControlRegisterOpcode.THROW_REF, slot);
    blocks.becomeUnreachable();
  }

  private void tryTable() {
    FunctionType type = BodyReader.blockType(function.in, function.module);
    List<CatchClause> clauses = CatchClause.readAll(function.in);
    List<Block> targets = new ArrayList<>();
    for (CatchClause clause : clauses) {
      targets.add(blocks.target(clause.label()));
    }
    HandlerDraft handler = beginTry(type);
    for (int i = 0; i < targets.size(); i++) {
      addClause(handler, clauses.get(i), targets.get(i));
    }
  }

  private void addClause(HandlerDraft handler, CatchClause clause, Block target) {
    boolean all = clause.tag() == CatchClause.ALL;
    int tag = all ? ExceptionHandler.ALL : clause.tag();
    boolean leaves = target.kind == Block.Kind.FUNCTION;
    int numberSlot = leaves ? 0 : target.numberHome;
    int referenceSlot = leaves ? 0 : target.referenceHome;
    int references = all ? 0 : Signature.of(payload(tag)).parameterReferences();
    Label label = leaves ? returning : target.label;
    label.referToFromHandler();
    handler.addClause(
        tag,
        numberSlot,
        referenceSlot,
        clause.reference() ? referenceSlot + references : ExceptionHandler.NO_SLOT,
        label);
  }

  private HandlerDraft beginTry(FunctionType type) {
    blocks.beginBlock(Block.Kind.TRY, type);
    // what is written from here on must not be fused with what was written before
    function.forgetLast();
    HandlerDraft handler = new HandlerDraft(function.code.size(), blocks.depth() - 1);
    blocks.top().handler = handler;
    return handler;
  }

  /** Ends the part of a block whose exceptions are caught, if it has one that has not ended. */
  void endTry(Block block) {
    HandlerDraft handler = block.handler;
    if (handler != null && handler.isOpen()) {
      function.forgetLast();
      handler.close(function.code.size());
      handlers.add(handler);
    }
  }

  private void beginCatch(int tag, FunctionType payload) {
    if (blocks.isReachable()) {
      blocks.leaveToEnd();
    }
    endTry(blocks.top());
    Block block = blocks.beginCatch(payload);
    Label here = new Label();
    function.bind(here);
    HandlerDraft handler = block.handler;
    if (handler != null) {
      handler.addClause(tag, block.numberHome, block.referenceHome + 1, block.referenceHome, here);
    }
  }

  private void delegate() {
    int label = function.in.u32();
    HandlerDraft handler = blocks.top().handler;
    if (handler != null) {
      handler.delegateTo(blocks.depth() - 2 - label);
    }
    if (blocks.isReachable()) {
      blocks.fallOut();
    }
    endTry(blocks.top());
    blocks.end();
  }

  private FunctionType payload(int tag) {
    return function.module.types().get(function.module.tagTypes()[tag]).function();
  }

  /** The handlers of the function, all of whose instructions have been lowered. */
  HandlerTable finishHandlers() {
    if (returning.isReferenced()) {
      function.bind(returning);
      function.emit(RegisterOpcode.RETURN);
    }
    List<ExceptionHandler> finished = new ArrayList<>();
    for (HandlerDraft handler : handlers) {
      if (handler.isUsed()) {
        finished.add(handler.finish());
      }
    }
    return new HandlerTable(finished);
  }
}
