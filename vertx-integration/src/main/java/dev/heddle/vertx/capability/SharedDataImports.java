package dev.heddle.vertx.capability;

import dev.heddle.async.AsyncImports;
import dev.heddle.vertx.VertxAwait;
import dev.heddle.vertx.abi.Arguments;
import dev.heddle.vertx.abi.CapabilityError;
import dev.heddle.vertx.abi.ImportModule;
import dev.heddle.vertx.abi.Refusal;
import dev.heddle.vertx.abi.Target;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.shareddata.AsyncMap;
import io.vertx.core.shareddata.Counter;
import io.vertx.core.shareddata.SharedData;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** {@code heddle_shared}: maps from texts to bytes, and counters. Thread-safe. */
final class SharedDataImports {

  private final SharedData data;
  private final SharedDataGrant grant;

  /** Those that were asked for, of which there are no more than were granted. */
  private final Map<String, AsyncMap<String, Buffer>> maps = new ConcurrentHashMap<>();

  private SharedDataImports(Vertx vertx, SharedDataGrant grant) {
    this.data = vertx.sharedData();
    this.grant = grant;
  }

  static void addTo(AsyncImports.Builder imports, Vertx vertx, SharedDataGrant grant) {
    SharedDataImports shared = new SharedDataImports(vertx, new SharedDataGrant(grant));
    new ImportModule("heddle_shared", 0, imports)
        .function("get", "i32 i32 i32 i32 i32 i32 -> i32", shared::get)
        .function("put", "i32 i32 i32 i32 i32 i32 -> i32", shared::put)
        .function("put_if_absent", "i32 i32 i32 i32 i32 i32 -> i32", shared::putIfAbsent)
        .function("replace", "i32 i32 i32 i32 i32 i32 i32 i32 -> i32", shared::replace)
        .function("remove", "i32 i32 i32 i32 -> i32", shared::remove)
        .function("add", "i32 i32 i64 i32 -> i32", shared::add)
        .rest();
  }

  private long get(Arguments arguments) {
    String key = key(arguments);
    Target target = arguments.target(4);
    Buffer value = VertxAwait.<@Nullable Buffer>await(map(arguments).get(key));
    return target.give(found(value).getBytes());
  }

  private long put(Arguments arguments) {
    AsyncMap<String, Buffer> map = map(arguments);
    String key = key(arguments);
    Buffer value = value(arguments, 4);
    requireRoom(map, key);
    VertxAwait.await(map.put(key, value));
    return 0;
  }

  private long putIfAbsent(Arguments arguments) {
    AsyncMap<String, Buffer> map = map(arguments);
    String key = key(arguments);
    Buffer value = value(arguments, 4);
    requireRoom(map, key);
    Refusal.when(
        VertxAwait.<@Nullable Buffer>await(map.putIfAbsent(key, value)) != null,
        CapabilityError.EXISTS);
    return 0;
  }

  /** Puts a value in the place of another one, if that is there. */
  private long replace(Arguments arguments) {
    AsyncMap<String, Buffer> map = map(arguments);
    String key = key(arguments);
    Buffer before = value(arguments, 4);
    Buffer after = value(arguments, 6);
    return VertxAwait.await(map.replaceIfPresent(key, before, after)) ? 1 : 0;
  }

  private long remove(Arguments arguments) {
    AsyncMap<String, Buffer> map = map(arguments);
    found(VertxAwait.<@Nullable Buffer>await(map.remove(key(arguments))));
    return 0;
  }

  private static Buffer found(@Nullable Buffer value) {
    if (value == null) {
      throw new Refusal(CapabilityError.NOT_FOUND);
    }
    return value;
  }

  private AsyncMap<String, Buffer> map(Arguments arguments) {
    String name = arguments.text(0);
    Refusal.when(!grant.getMaps().contains(name), CapabilityError.DENIED);
    AsyncMap<String, Buffer> known = maps.get(name);
    if (known != null) {
      return known;
    }
    Future<AsyncMap<String, Buffer>> asked =
        grant.isClusterWide() ? data.getAsyncMap(name) : data.getLocalAsyncMap(name);
    AsyncMap<String, Buffer> map = VertxAwait.await(asked);
    maps.put(name, map);
    return map;
  }

  private String key(Arguments arguments) {
    Refusal.when(arguments.length(2) > grant.getMaxKeyBytes(), CapabilityError.TOO_BIG);
    return arguments.text(2);
  }

  private Buffer value(Arguments arguments, int index) {
    return Buffer.buffer(arguments.bytes(index, grant.getMaxValueBytes()));
  }

  private void requireRoom(AsyncMap<String, Buffer> map, String key) {
    if (VertxAwait.await(map.size()) >= grant.getMaxEntries()) {
      Refusal.when(
          VertxAwait.<@Nullable Buffer>await(map.get(key)) == null, CapabilityError.TOO_MANY);
    }
  }

  /** Adds to a counter, and writes what it is then. */
  private long add(Arguments arguments) {
    String name = arguments.text(0);
    Target target = arguments.target(3, Long.BYTES);
    Refusal.when(!grant.getCounters().contains(name), CapabilityError.DENIED);
    Future<Counter> counter =
        grant.isClusterWide() ? data.getCounter(name) : data.getLocalCounter(name);
    long now = VertxAwait.await(VertxAwait.await(counter).addAndGet(arguments.i64(2)));
    target.write(Buffer.buffer().appendLongLE(now).getBytes());
    return 0;
  }
}
