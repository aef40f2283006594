package dev.heddle.examples.sql;

import static dev.heddle.examples.sql.Queries.await;
import static dev.heddle.examples.sql.Queries.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The power fails in the middle of a row of transactions, and a native SQLite looks at what is
 * left.
 */
@ExtendWith(VertxExtension.class)
class PowerLossTest {

  private static final int SEEDS = 60;
  private static final int TRANSACTIONS = 6;

  @TempDir Path directory;

  /**
   * SQLite's default, FULL, does not wait for the removal of the journal to be durable: the latest
   * commit may be undone by a power loss. With EXTRA it may not.
   */
  @ParameterizedTest
  @CsvSource({"DELETE, FULL, 1", "DELETE, EXTRA, 0", "TRUNCATE, FULL, 0", "PERSIST, FULL, 0"})
  void whatWasCommittedIsThereAndTheFileIsSound(
      String journal, String synchronous, int mayBeUndone, Vertx vertx) throws Exception {
    int losses = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      PowerLossFiles disk = new PowerLossFiles(random, 200 + random.nextInt(250));
      int committed = commitUntilPowerLoss(vertx, disk, journal, synchronous);
      if (disk.isPowerLost()) {
        losses++;
      }
      Path file = directory.resolve("seed-" + seed + ".db");
      for (Map.Entry<String, byte[]> survivor : disk.survivors().entrySet()) {
        String name = survivor.getKey().replace("test.db", file.getFileName().toString());
        Files.write(directory.resolve(name), survivor.getValue());
      }
      assertThat(Ledger.verify(file))
          .as("seed %d, committed %d", seed, committed)
          .isBetween(committed - mayBeUndone, committed + 1);
    }
    assertThat(losses).isGreaterThan(SEEDS / 2);
  }

  private static int commitUntilPowerLoss(
      Vertx vertx, PowerLossFiles disk, String journal, String synchronous) {
    SqliteOptions options = SqliteOptions.builder().files(disk).build();
    SqliteDatabase database = await(SqliteDatabase.open(vertx, Path.of("test.db"), options));
    int committed = 0;
    try {
      script(
          database,
          "PRAGMA journal_mode = %s; PRAGMA synchronous = %s; PRAGMA cache_size = 4"
              .formatted(journal, synchronous));
      script(database, Ledger.CREATE);
      for (int n = 1; n <= TRANSACTIONS; n++) {
        script(database, Ledger.transaction(n));
        committed = n;
      }
    } catch (SqliteException e) {
      assertThat(disk.isPowerLost()).isTrue();
    }
    await(database.close());
    return committed;
  }
}
