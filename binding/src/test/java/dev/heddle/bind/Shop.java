package dev.heddle.bind;

import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The guest that is written in C, Rust and AssemblyScript, in {@code src/test/guest}. */
interface Shop extends AutoCloseable {

  record Item(int sku, String name, double price, boolean sold) {}

  record Point(double x, double y) {}

  enum Color {
    RED,
    GREEN,
    BLUE
  }

  int add(int a, int b);

  Mono<Integer> total(int cart);

  String greet(String name);

  byte[] reversed(byte[] bytes);

  Mono<Item> cheapest(List<Item> items);

  Flux<String> names(String query);

  double mean(double[] values);

  Color nextColor(Color color);

  Point scaled(Point point, double factor);

  Mono<String> label(int sku);

  @Override
  void close();
}
