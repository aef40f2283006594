package dev.heddle.wasm.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Makes a program smaller as long as it keeps a property: nodes become constants or one of their
 * operands, or go away, one after the other, until nothing can be changed any more.
 */
final class Reducer {

  private final Predicate<Program> keeps;
  private Program program;

  private Reducer(Program program, Predicate<Program> keeps) {
    this.program = program;
    this.keeps = keeps;
  }

  /** A small program that keeps the property, as {@code program} does. */
  static Program reduce(Program program, Predicate<Program> keeps) {
    Reducer reducer = new Reducer(program, keeps);
    int before;
    do {
      before = reducer.program.size();
      for (int i = 0; i < program.functions().size(); i++) {
        reducer.reduceFunction(i);
      }
    } while (reducer.program.size() < before);
    return reducer.program;
  }

  private void reduceFunction(int index) {
    Program.Function function = program.functions().get(index);
    List<Type> results = program.signature(index).results();
    List<Node> zeros = results.stream().map(Node::zero).toList();
    if (Node.size(function.body()) > zeros.size()) {
      attempt(index, zeros);
    }
    reduceList(program.functions().get(index).body(), body -> attempt(index, body));
  }

  private boolean attempt(int index, List<Node> body) {
    Program.Function function = program.functions().get(index);
    Program candidate =
        program.withFunction(
            index, new Program.Function(function.type(), function.locals(), List.copyOf(body)));
    if (candidate.size() < program.size() && keeps.test(candidate)) {
      program = candidate;
      return true;
    }
    return false;
  }

  /**
   * Reduces nodes that stand one after the other.
   *
   * @param put tries to put other nodes in their place, and tells whether they stay there
   */
  private static List<Node> reduceList(List<Node> nodes, Function<List<Node>, Boolean> put) {
    List<Node> current = nodes;
    for (int i = current.size() - 1; i >= 0; i--) {
      int at = i;
      Node node = current.get(i);
      if (node.results().isEmpty()) {
        List<Node> without = new ArrayList<>(current);
        without.remove(i);
        if (put.apply(without)) {
          current = without;
          continue;
        }
      }
      List<Node> base = current;
      Node reduced = reduceNode(node, changed -> put.apply(replaced(base, at, changed)));
      current = replaced(base, at, reduced);
    }
    return current;
  }

  private static Node reduceNode(Node node, Function<Node, Boolean> put) {
    for (Node simpler : simpler(node)) {
      if (simpler.size() < node.size() && put.apply(simpler)) {
        return reduceNode(simpler, put);
      }
    }
    Node current = node;
    for (int i = 0; i < current.operands().size(); i++) {
      int at = i;
      Node base = current;
      Node operand =
          reduceNode(
              base.operands().get(i),
              changed -> put.apply(base.withOperands(replaced(base.operands(), at, changed))));
      current = base.withOperands(replaced(base.operands(), at, operand));
    }
    for (int i = 0; i < current.bodies().size(); i++) {
      int at = i;
      Node base = current;
      List<Node> body =
          reduceList(
              base.bodies().get(i),
              changed -> put.apply(base.withBodies(replaced(base.bodies(), at, changed))));
      current = base.withBodies(replaced(base.bodies(), at, body));
    }
    return current;
  }

  private static List<Node> simpler(Node node) {
    List<Node> simpler = new ArrayList<>();
    if (node.results().size() == 1) {
      simpler.add(Node.zero(node.results().getFirst()));
    } else {
      List<Node> zeros = node.results().stream().map(Node::zero).toList();
      simpler.add(new Node(new byte[0], node.results(), zeros, List.of()));
    }
    for (Node operand : node.operands()) {
      if (operand.results().equals(node.results())) {
        simpler.add(operand);
      }
    }
    return simpler;
  }

  private static <T> List<T> replaced(List<T> list, int index, T item) {
    List<T> changed = new ArrayList<>(list);
    changed.set(index, item);
    return List.copyOf(changed);
  }
}
