package dev.heddle.examples.sql.demo;

import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The data that the database is loaded with, kept in arrays: what SQL must answer can be computed
 * here without it.
 *
 * <p>Immutable. Ids count from 1, amounts are cents.
 */
final class Shop {
  static final int CUSTOMERS = 1_000;
  static final int PURCHASES = 12_000;

  static final List<String> SCHEMA =
      List.of(
          """
          CREATE TABLE customer (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            visits INTEGER NOT NULL DEFAULT 0)\
          """,
          """
          CREATE TABLE purchase (
            id INTEGER PRIMARY KEY,
            customer INTEGER NOT NULL REFERENCES customer (id),
            cents INTEGER NOT NULL CHECK (cents > 0),
            note TEXT)\
          """,
          "CREATE INDEX purchase_customer ON purchase (customer)",
          """
          CREATE TABLE payment (
            id INTEGER PRIMARY KEY,
            purchase INTEGER NOT NULL REFERENCES purchase (id),
            cents INTEGER NOT NULL)\
          """);

  private static final int MAX_CENTS = 100_000;
  private static final String[] NOTES = {
    "gift wrap", "leave at the door", "für Zoë", "急ぎ", "fragile \uD83E\uDD5A"
  };

  private final int[] customerOf = new int[PURCHASES];
  private final int[] centsOf = new int[PURCHASES];

  Shop(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < PURCHASES; i++) {
      customerOf[i] = 1 + random.nextInt(CUSTOMERS);
      centsOf[i] = 1 + random.nextInt(MAX_CENTS);
    }
  }

  static String customerName(int customer) {
    return "customer %04d".formatted(customer);
  }

  int customer(int purchase) {
    return customerOf[purchase - 1];
  }

  int cents(int purchase) {
    return centsOf[purchase - 1];
  }

  /** Returns the purchase's note, which is null for every sixth. */
  private static Object note(int purchase) {
    return JsonArray.of(purchase % 6 == 0 ? null : NOTES[purchase % 6 - 1] + " " + purchase);
  }

  /** Returns (id, customer, cents, note). */
  JsonArray purchaseRow(int purchase) {
    return JsonArray.of(purchase, customer(purchase), cents(purchase))
        .addAll((JsonArray) note(purchase));
  }

  /** Returns (count, sum, smallest, largest amount) over an inclusive range of ids. */
  JsonArray totals(int first, int last) {
    long sum = 0;
    int smallest = Integer.MAX_VALUE;
    int largest = Integer.MIN_VALUE;
    for (int purchase = first; purchase <= last; purchase++) {
      sum += cents(purchase);
      smallest = Math.min(smallest, cents(purchase));
      largest = Math.max(largest, cents(purchase));
    }
    return JsonArray.of(last - first + 1, sum, smallest, largest);
  }

  /** Returns (id, cents) of each purchase of a customer, by id. */
  JsonArray purchasesOf(int customer) {
    List<Object> rows = new ArrayList<>();
    for (int purchase = 1; purchase <= PURCHASES; purchase++) {
      if (customer(purchase) == customer) {
        rows.add(JsonArray.of(purchase, cents(purchase)));
      }
    }
    return new JsonArray(rows);
  }
}
