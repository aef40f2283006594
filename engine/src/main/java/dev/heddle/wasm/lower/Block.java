package dev.heddle.wasm.lower;

import dev.heddle.wasm.types.FunctionType;
import dev.heddle.wasm.types.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An open block: its label, and the state of the stack below its parameters. */
final class Block {

  /** What kind of block it is, or part of one. */
  enum Kind {
    FUNCTION,
    BLOCK,
    LOOP,
    IF,
    ELSE,
    TRY,
    CATCH
  }

  final Kind kind;
  final FunctionType type;
  final Label label;
  final Label otherwise = new Label();
  final int height;
  final int numberHome;
  final int referenceHome;

  /** The handler of exceptions that belongs to the block, if any. */
  @Nullable HandlerDraft handler;

  Block(Kind kind, FunctionType type, int height, int numberHome, int referenceHome) {
    this(kind, type, height, numberHome, referenceHome, new Label());
  }

  private Block(
      Kind kind, FunctionType type, int height, int numberHome, int referenceHome, Label label) {
    this.kind = kind;
    this.label = label;
    this.type = type;
    this.height = height;
    this.numberHome = numberHome;
    this.referenceHome = referenceHome;
  }

  /** Another part of the same block: branches out of both go to the same end. */
  Block followedBy(Kind part) {
    return new Block(part, type, height, numberHome, referenceHome, label);
  }

  /** What a branch to the block's label carries. */
  List<ValueType> labelTypes() {
    return kind == Kind.LOOP ? type.parameters() : type.results();
  }
}
