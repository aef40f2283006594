package dev.heddle.bind;

/** What a class loader can define that knows nothing of Heddle. */
interface Adder {
  int add(int a, int b);
}
