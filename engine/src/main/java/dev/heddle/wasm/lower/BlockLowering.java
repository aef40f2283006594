package dev.heddle.wasm.lower;

import dev.heddle.wasm.code.RegisterKind;
import dev.heddle.wasm.code.RegisterOpcode;
import dev.heddle.wasm.code.Signature;
import dev.heddle.wasm.lower.Block.Kind;
import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Lowers blocks and branches of one function.
 *
 * <p>Where control flow forks or joins, nothing is in local variables: operands are moved home at
 * the start of every block, and what a branch carries is moved to the homes that its target
 * expects. Not thread-safe.
 */
final class BlockLowering {

  private final FunctionCode function;
  private final CodeBuffer code;
  private final OperandStack stack;
  private final ArrayList<Block> blocks = new ArrayList<>();
  private boolean unreachable;
  private int unreachableDepth;

  /** Opens the block that is the function's body. */
  BlockLowering(FunctionCode function) {
    this.function = function;
    this.code = function.code;
    this.stack = function.stack;
    blocks.add(
        new Block(
            Kind.FUNCTION,
            function.signature.type(),
            0,
            stack.nextNumberHome(),
            stack.nextReferenceHome()));
  }

  /** How many blocks are open. */
  int depth() {
    return blocks.size();
  }

  // ---- Code that cannot be reached

  /** Whether the code is inside a block that cannot be reached as a whole. */
  boolean isInUnreachableBlock() {
    return unreachableDepth > 0;
  }

  /** Opens a block in code that cannot be reached. */
  void beginUnreachable() {
    unreachableDepth++;
  }

  /** Ends a block that cannot be reached. */
  void endUnreachable() {
    unreachableDepth--;
  }

  /** What follows, up to the end of the block, cannot be reached. */
  void becomeUnreachable() {
    function.popTo(top().height);
    unreachable = true;
    unreachableDepth = 0;
  }

  /** Opens a block, whose parameters are on the stack. */
  void beginBlock(Kind kind, FunctionType type) {
    int parameters = type.parameters().size();
    function.settleBlock(parameters);
    stack.popTo(stack.height() - parameters);
    blocks.add(
        new Block(kind, type, stack.height(), stack.nextNumberHome(), stack.nextReferenceHome()));
    function.pushAll(type.parameters());
  }

  /** Opens a loop. */
  void beginLoop(FunctionType type) {
    beginBlock(Kind.LOOP, type);
    function.bind(top().label);
  }

  /** Opens an {@code if}. */
  void beginIf(FunctionType type, Condition condition) {
    beginBlock(Kind.IF, type);
    branchIf(condition.negated(), top().otherwise);
  }

  /** Leaves the first part of a block whose second part follows. */
  void leaveToEnd() {
    moveToLabel(top(), top().type.results());
    function.emit(RegisterOpcode.BR);
    top().label.appendTo(code);
  }

  /** Goes from the last instruction of a block or of the function to what follows. */
  void reachEnd() {
    if (top().kind == Kind.FUNCTION) {
      emitReturn();
    } else {
      fallOut();
    }
  }

  /** Leaves a block at its end, where others may have to go, too. */
  void fallOut() {
    Block block = top();
    if (block.kind != Kind.LOOP
        && (block.label.isReferenced()
            || block.otherwise.isReferenced()
            || block.kind == Kind.CATCH)) {
      moveToLabel(block, block.type.results());
    }
  }

  /** Begins the part of a {@code try} that catches; the caught exception is an operand below. */
  Block beginCatch(FunctionType payload) {
    Block block = blocks.removeLast();
    function.popTo(block.height);
    Block catching = block.followedBy(Kind.CATCH);
    catching.handler = block.handler;
    blocks.add(catching);
    function.forgetLast();
    function.push(RegisterKind.REFERENCE);
    function.pushAll(payload.parameters());
    unreachable = false;
    return catching;
  }

  /** Ends the first part of an {@code if} and begins the second. */
  void beginElse() {
    Block block = blocks.removeLast();
    function.popTo(block.height);
    blocks.add(block.followedBy(Kind.ELSE));
    function.bind(block.otherwise);
    function.pushAll(block.type.parameters());
    unreachable = false;
  }

  /** Ends a block. */
  void end() {
    Block block = blocks.removeLast();
    boolean fallsOut = !unreachable;
    // what falls out of a catch leaves the exception behind, and so has been moved
    boolean joins =
        block.label.isReferenced()
            || block.otherwise.isReferenced()
            || block.kind == Kind.CATCH && fallsOut;
    if (block.kind == Kind.FUNCTION) {
      if (block.label.isReferenced()) {
        function.popTo(0);
        function.bind(block.label);
        function.pushAll(block.type.results());
        emitReturn();
      }
      return;
    }
    if (block.kind == Kind.LOOP) {
      unreachable = !fallsOut;
      if (!fallsOut) {
        unreachableDepth = 0;
      }
      return;
    }
    if (!joins) {
      return;
    }
    function.popTo(block.height);
    function.bind(block.otherwise);
    function.bind(block.label);
    function.pushAll(block.type.results());
    unreachable = false;
  }

  /** Whether the instruction being lowered can be reached. */
  boolean isReachable() {
    return !unreachable;
  }

  /** The innermost block. */
  Block top() {
    return blocks.getLast();
  }

  /** The block that a label leads to. */
  Block target(int depth) {
    return blocks.get(blocks.size() - 1 - depth);
  }

  /** Writes a branch that carries nothing, to be taken if a condition holds. */
  private void branchIf(Condition condition, Label target) {
    condition.emitBranch(function);
    target.appendTo(code);
    function.endStretch();
  }

  /** Lowers {@code br_if}. */
  void branchIf(Condition condition, int depth) {
    Block target = target(depth);
    if (isInPlace(target)) {
      branchIf(condition, target.label);
    } else {
      Label skip = new Label();
      branchIf(condition.negated(), skip);
      branch(target);
      function.bind(skip);
    }
  }

  /** Writes a branch with what it carries. */
  void branch(Block target) {
    if (target.kind == Kind.FUNCTION) {
      emitReturn();
      return;
    }
    moveToLabel(target, target.labelTypes());
    function.emit(RegisterOpcode.BR);
    target.label.appendTo(code);
  }

  /** Lowers {@code br_table}. */
  void branchTable() {
    int index = function.popRegister();
    int count = function.in.u32();
    Block[] targets = new Block[count + 1];
    for (int i = 0; i <= count; i++) {
      targets[i] = target(function.in.u32());
    }
    Set<Block> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
    boolean inPlace = true;
    for (Block target : targets) {
      if (distinct.add(target)) {
        inPlace &= isInPlace(target);
      }
    }
    function.emit(RegisterOpcode.BR_TABLE, index, count + 1);
    if (inPlace) {
      for (Block target : targets) {
        target.label.appendTo(code);
      }
    } else {
      IdentityHashMap<Block, Label> ways = new IdentityHashMap<>();
      for (Block target : targets) {
        Label way = ways.get(target);
        if (way == null) {
          way = new Label();
          ways.put(target, way);
        }
        way.appendTo(code);
      }
      for (Block target : targets) {
        Label way = ways.remove(target);
        if (way != null) {
          function.bind(way);
          branch(target);
        }
      }
    }
    becomeUnreachable();
  }

  /**
   * Writes a conditional branch with what it carries.
   *
   * @param opcode of the branch
   * @param opposite of the branch that is taken whenever the other is not
   * @param operands of both
   */
  void branchOn(int depth, int opcode, int opposite, int... operands) {
    Block target = target(depth);
    if (isInPlace(target)) {
      branchingOn(opcode, target.label, operands);
    } else {
      Label skip = new Label();
      branchingOn(opposite, skip, operands);
      branch(target);
      function.bind(skip);
    }
  }

  /** Writes an instruction that ends in a branch target. */
  private void branchingOn(int opcode, Label target, int... operands) {
    function.emit(opcode, operands);
    target.appendTo(code);
    function.endStretch();
  }

  /** Whether a branch to {@code target} needs no moves, so that it may be taken directly. */
  private boolean isInPlace(Block target) {
    if (target.kind == Kind.FUNCTION) {
      return target.type.results().isEmpty();
    }
    List<ValueType> types = target.labelTypes();
    function.countValues(types.size());
    int from = stack.height() - types.size();
    int number = target.numberHome;
    int reference = target.referenceHome;
    for (int i = 0; i < types.size(); i++) {
      int width = Signature.numberSlots(types.get(i));
      if (stack.location(from + i) != (width == 0 ? reference++ : number)) {
        return false;
      }
      number += width;
    }
    return true;
  }

  /**
   * Copies what a branch carries to where its target expects it. The stack stays as it is: the code
   * behind a branch that is not taken goes on with it. Ascending order is safe since homes never
   * lie above the places that are copied from.
   */
  private void moveToLabel(Block target, List<ValueType> types) {
    function.countValues(types.size());
    int from = stack.height() - types.size();
    int number = target.numberHome;
    int reference = target.referenceHome;
    for (int i = 0; i < types.size(); i++) {
      int width = Signature.numberSlots(types.get(i));
      function.copy(from + i, width == 0 ? reference++ : number);
      number += width;
    }
  }

  /** Writes what returns from the function, with its results. */
  void emitReturn() {
    List<ValueType> results = function.signature.type().results();
    function.countValues(results.size());
    int from = stack.height() - results.size();
    if (results.isEmpty()) {
      function.emit(RegisterOpcode.RETURN);
      return;
    }
    if (results.size() == 1 && !results.getFirst().isReference()) {
      if (stack.isConstant(from)) {
        function.emitConstant(stack.kind(from), 0, stack.constant(from));
        function.emit(RegisterOpcode.RETURN);
      } else if (stack.isVector(from)) {
        if (function.isRedirectable(from)) {
          function.redirect(0);
        } else {
          function.copy(from, 0);
        }
        function.emit(RegisterOpcode.RETURN);
      } else {
        function.emit(RegisterOpcode.RETURN_VALUE, stack.location(from));
      }
      return;
    }
    // Results may be in local variables that other results are about to replace: first all go home.
    int firstNumber = -1;
    for (int i = from; i < stack.height(); i++) {
      function.copy(i, stack.home(i));
      if (!stack.isReference(i) && firstNumber < 0) {
        firstNumber = stack.home(i);
      }
    }
    if (function.signature.resultNumbers() > 0) {
      function.emit(RegisterOpcode.COPY_RANGE, 0, firstNumber, function.signature.resultNumbers());
    }
    int reference = 0;
    for (int i = from; i < stack.height(); i++) {
      if (stack.isReference(i)) {
        if (stack.home(i) != reference) {
          function.emit(RegisterOpcode.REF_COPY, reference, stack.home(i));
        }
        reference++;
      }
    }
    function.emit(RegisterOpcode.RETURN);
  }
}
