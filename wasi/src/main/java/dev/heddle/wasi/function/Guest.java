package dev.heddle.wasi.function;

import dev.heddle.wasi.Errno;
import dev.heddle.wasi.WasiClock;
import dev.heddle.wasi.WasiException;
import dev.heddle.wasi.WasiLimits;
import dev.heddle.wasi.descriptor.DescriptorTable;
import java.util.List;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * What one guest has. Used by the call that runs alone.
 *
 * @param arguments those of the program, its name first, in UTF-8
 * @param environment pairs of names and values, {@code NAME=value}, in UTF-8
 * @param clock its time
 * @param random its randomness
 * @param limits what it may take
 * @param descriptors what it has open
 * @param exit makes what ends the guest of a status
 * @param written counts what it has written
 */
public record Guest(
    List<byte[]> arguments,
    List<byte[]> environment,
    WasiClock clock,
    RandomGenerator random,
    WasiLimits limits,
    DescriptorTable descriptors,
    IntFunction<RuntimeException> exit,
    Written written) {

  /** How much a guest has written. */
  public static final class Written {

    private long bytes;

    /** Nothing so far. */
    public Written() {}

    /** How much of a number of bytes may still be written: at least 1, or it fails. */
    int allow(int count, long limit) {
      long left = limit - bytes;
      if (count > 0 && left <= 0) {
        throw new WasiException(Errno.DQUOT, limit + " bytes have been written");
      }
      return (int) Math.min(count, left);
    }

    void add(int count) {
      bytes += count;
    }
  }
}
