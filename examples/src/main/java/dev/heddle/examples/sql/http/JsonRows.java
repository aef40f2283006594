package dev.heddle.examples.sql.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.heddle.examples.sql.QueryResult;
import dev.heddle.examples.sql.RowConsumer;
import dev.heddle.examples.sql.RowContext;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one query as a stream of JSON, produced no faster than the client reads it.
 *
 * <p>Rows are collected into batches, which are full at {@value #BATCH_BYTES} bytes. A full batch
 * is handed to the event loop, and while the socket has not taken it the next one is made; when
 * that is full too, the query's own thread waits. So whatever the size of the result and the speed
 * of the client, an answer holds two batches, each of less than {@value #BATCH_BYTES} bytes and one
 * row.
 *
 * <p>Nothing is sent before the first batch is full, or the query has ended: a failure until then
 * still gets a status of its own. After that it becomes the last member of the object that has been
 * begun, {@code "error"}, in the place where {@code "rowCount"} would stand: valid JSON that cannot
 * be taken for a complete answer. Batches end where rows end, so that this is always possible.
 *
 * <p>Used by one thread at a time: the query's call makes the rows, and after its result the event
 * loop ends the answer.
 */
final class JsonRows implements RowConsumer {
  static final int BATCH_BYTES = 16 * 1024;

  // The default pool is thread-local: of no use to threads that live for one query.
  private static final JsonFactory JSON =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool()).build();

  private final Context context;
  private final HttpServerResponse response;
  private final HttpStatistics statistics;
  private final ByteArrayOutputStream batch = new ByteArrayOutputStream(BATCH_BYTES);
  private final JsonGenerator json;

  private Future<Void> previousBatch = Future.succeededFuture();
  private long rowsInBatch;
  private boolean begun;
  private boolean hasColumns;
  private boolean clientLost;

  /** Makes the answer that will go to {@code response}, a response of {@code context}. */
  JsonRows(Context context, HttpServerResponse response, HttpStatistics statistics) {
    this.context = context;
    this.response = response;
    this.statistics = statistics;
    try {
      json = JSON.createGenerator(batch);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void columns(List<String> names, RowContext call) {
    try {
      writeColumns(names);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void row(List<@Nullable Object> values, RowContext call) {
    try {
      json.writeStartArray();
      for (Object value : values) {
        writeValue(value);
      }
      json.writeEndArray();
      rowsInBatch++;
      if (batch.size() + json.getOutputBuffered() >= BATCH_BYTES) {
        if (!previousBatch.isComplete()) {
          statistics.paused();
        }
        call.await(previousBatch);
        previousBatch = send(takeBatch());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the answer of a query that has come to its end; on the event loop. */
  Future<Void> end(QueryResult result) {
    try {
      if (!hasColumns) {
        writeColumns(result.columns());
      }
      json.writeEndArray();
      json.writeNumberField("rowCount", result.rows());
      json.writeNumberField("changes", result.changes());
      json.writeNumberField("lastInsertRowid", result.lastInsertRowid());
      return finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Whether there is nobody to answer any more; on the event loop. The response itself is told a
   * little later than its last batch, long enough for the query to fail in between.
   */
  boolean clientIsGone() {
    return clientLost || response.closed();
  }

  /** Ends the answer of a query that failed; on the event loop. */
  Future<Void> fail(ErrorAnswer answer) {
    try {
      if (!begun) {
        json.close();
        return answer.send(response);
      }
      json.writeEndArray();
      json.writeFieldName("error");
      json.writeRawValue(answer.error().encode());
      return finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeColumns(List<String> names) throws IOException {
    hasColumns = true;
    json.writeStartObject();
    json.writeArrayFieldStart("columns");
    for (String name : names) {
      json.writeString(name);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("rows");
  }

  private void writeValue(@Nullable Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Long number -> json.writeNumber(number);
      // Of infinities, which JSON has no numbers for, the generator makes strings.
      case Double number -> json.writeNumber(number);
      case String text -> json.writeString(text);
      case byte[] blob -> {
        json.writeStartObject();
        json.writeBinaryField("base64", blob);
        json.writeEndObject();
      }
      default -> throw new IllegalArgumentException("not a value of SQLite: " + value.getClass());
    }
  }

  private Buffer takeBatch() throws IOException {
    json.flush();
    Buffer bytes = Buffer.buffer(batch.toByteArray());
    batch.reset();
    statistics.rowsSent(rowsInBatch);
    rowsInBatch = 0;
    return bytes;
  }

  /** Returns what completes when the socket has taken the bytes, or fails when it never will. */
  private Future<Void> send(Buffer bytes) {
    begun = true;
    Promise<Void> taken = Promise.promise();
    context.runOnContext(turn -> {
      try {
        if (!response.headWritten()) {
          head().setChunked(true);
        }
        response.write(bytes).onFailure(lost -> clientLost = true).onComplete(taken);
      } catch (RuntimeException refused) {
        clientLost = true;
        taken.tryFail(refused);
      }
    });
    return taken.future();
  }

  /** Called on the event loop, and so after every batch handed to it has been written. */
  private Future<Void> finish() throws IOException {
    json.writeEndObject();
    Buffer rest = takeBatch();
    json.close();
    return begun ? response.end(rest) : head().end(rest);
  }

  private HttpServerResponse head() {
    return response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
  }
}
