package dev.heddle.examples.sql.demo;

import io.vertx.core.json.JsonArray;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The questions that the clients ask, at random in this mix: of 100, 50 look-ups by key, 15 sums
 * over a range, 15 joins, 4 lists of hundreds of rows, 8 inserts, 4 updates, and 4 statements that
 * must be refused.
 *
 * <p>Safe for use by several threads, each with a random generator of its own.
 */
final class Workload {
  static final String MIX =
      "50% look-ups, 15% sums, 15% joins, 4% lists, 12% writes, 4% that must be refused";

  private static final int LONGEST_RANGE = 200;
  private static final int LIST = 400;

  private final Shop shop;
  private final AtomicInteger payments = new AtomicInteger();
  private final AtomicLong paid = new AtomicLong();
  private final AtomicInteger visits = new AtomicInteger();

  Workload(Shop shop) {
    this.shop = shop;
  }

  Question next(SplittableRandom random) {
    int dice = random.nextInt(100);
    if (dice < 50) {
      return lookUp(1 + random.nextInt(Shop.PURCHASES));
    } else if (dice < 65) {
      int first = 1 + random.nextInt(Shop.PURCHASES - LONGEST_RANGE);
      return sum(first, first + random.nextInt(LONGEST_RANGE));
    } else if (dice < 80) {
      return join(1 + random.nextInt(Shop.CUSTOMERS));
    } else if (dice < 84) {
      return list(1 + random.nextInt(Shop.PURCHASES - LIST));
    } else if (dice < 92) {
      return pay(1 + random.nextInt(Shop.PURCHASES));
    } else if (dice < 96) {
      return visit(1 + random.nextInt(Shop.CUSTOMERS));
    } else if (dice < 98) {
      return takenKey(1 + random.nextInt(Shop.PURCHASES));
    } else {
      return Question.refused("SELECT * FROM refund", new JsonArray(), 400, "SQLITE_ERROR");
    }
  }

  private Question lookUp(int purchase) {
    return Question.rows(
        "SELECT id, customer, cents, note FROM purchase WHERE id = ?",
        JsonArray.of(purchase),
        JsonArray.of(shop.purchaseRow(purchase)));
  }

  private Question sum(int first, int last) {
    return Question.rows(
        "SELECT count(*), sum(cents), min(cents), max(cents) FROM purchase WHERE id BETWEEN ? AND"
            + " ?",
        JsonArray.of(first, last),
        JsonArray.of(shop.totals(first, last)));
  }

  private Question join(int customer) {
    return Question.rows(
        """
        SELECT p.id, p.cents FROM purchase p JOIN customer c ON c.id = p.customer
        WHERE c.name = ? ORDER BY p.id\
        """,
        JsonArray.of(Shop.customerName(customer)),
        shop.purchasesOf(customer));
  }

  private Question list(int first) {
    JsonArray rows = new JsonArray();
    for (int purchase = first; purchase < first + LIST; purchase++) {
      rows.add(shop.purchaseRow(purchase));
    }
    return Question.rows(
        "SELECT id, customer, cents, note FROM purchase WHERE id >= ? ORDER BY id LIMIT ?",
        JsonArray.of(first, LIST),
        rows);
  }

  private Question pay(int purchase) {
    payments.incrementAndGet();
    paid.addAndGet(shop.cents(purchase));
    return Question.changes(
        "INSERT INTO payment (purchase, cents) SELECT id, cents FROM purchase WHERE id = ?",
        JsonArray.of(purchase),
        1);
  }

  private Question visit(int customer) {
    visits.incrementAndGet();
    return Question.changes(
        "UPDATE customer SET visits = visits + 1 WHERE id = ?", JsonArray.of(customer), 1);
  }

  private Question takenKey(int purchase) {
    return Question.refused(
        "INSERT INTO purchase VALUES (?, 1, 1, NULL)",
        JsonArray.of(purchase),
        409,
        "SQLITE_CONSTRAINT_PRIMARYKEY");
  }

  /** Returns how many rows the inserts asked for so far must have added. */
  int payments() {
    return payments.get();
  }

  /** Returns the question whether every write asked for so far was done, and done once. */
  Question writesAreDone() {
    return Question.rows(
        """
        SELECT (SELECT count(*) FROM payment), (SELECT total(cents) FROM payment),
          (SELECT sum(visits) FROM customer), (SELECT count(*) FROM purchase)\
        """,
        new JsonArray(),
        JsonArray.of(
            JsonArray.of(payments.get(), (double) paid.get(), visits.get(), Shop.PURCHASES)));
  }
}
