package dev.heddle.examples.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The consumer that drops all rows. */
enum NoRows implements RowConsumer {
  INSTANCE;

  @Override
  public void columns(List<String> names, RowContext context) {}

  @Override
  public void row(List<@Nullable Object> values, RowContext context) {}
}
