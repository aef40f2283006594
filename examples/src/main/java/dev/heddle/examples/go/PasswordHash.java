package dev.heddle.examples.go;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.wasi.Wasi;
import dev.heddle.wasi.WasiLibrary;
import dev.heddle.wasm.Instance;
import dev.heddle.wasm.Memory;
import dev.heddle.wasm.Snapshot;
import dev.heddle.wasm.WasmModule;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Hashes passwords in Go. A guest of Go's takes one call after the other, so there are several, all
 * started from a snapshot of the first. Thread-safe.
 */
final class PasswordHash {

  private static final int HASH_BYTES = 32;

  private final List<WasiLibrary> guests;
  private final AtomicInteger next = new AtomicInteger();

  private PasswordHash(List<WasiLibrary> guests) {
    this.guests = guests;
  }

  static Mono<PasswordHash> start(WasmModule module, int instances) {
    Wasi wasi = Wasi.builder().build(); // nothing but the time, and randomness
    return wasi.library(module)
        .flatMap(first ->
            Mono.fromFuture(first.instance()::snapshot)
                .flatMapMany(ready -> others(wasi, ready, instances - 1))
                .startWith(first)
                .collectList())
        .map(PasswordHash::new);
  }

  private static Flux<WasiLibrary> others(Wasi wasi, Snapshot ready, int count) {
    return Flux.range(0, count).concatMap(each -> wasi.library(ready));
  }

  /** PBKDF2 with HMAC-SHA-256. Computes when subscribed to, and stops when cancelled. */
  Mono<byte[]> hash(String password, byte[] salt, int rounds) {
    return Mono.defer(() -> {
      WasiLibrary guest = guests.get(Math.floorMod(next.getAndIncrement(), guests.size()));
      return guest.instance().mono(call -> hash(call.instance(), password, salt, rounds));
    });
  }

  /** All of it is one call, and no other gets in between. */
  private static byte[] hash(Instance guest, String password, byte[] salt, int rounds) {
    byte[] secret = password.getBytes(UTF_8);
    int room = guest.function("allocate").callInt(secret.length + salt.length + HASH_BYTES);
    Memory memory = guest.memory("memory");
    memory.write(room, secret);
    int saltAt = room + secret.length;
    memory.write(saltAt, salt);
    int to = saltAt + salt.length;
    guest.function("hash").callVoid(room, secret.length, saltAt, salt.length, rounds, to);
    byte[] hash = memory.read(to, HASH_BYTES);
    guest.function("release").callVoid(room);
    return hash;
  }

  Mono<Void> close() {
    return Flux.fromIterable(guests).flatMap(WasiLibrary::close).then();
  }
}
