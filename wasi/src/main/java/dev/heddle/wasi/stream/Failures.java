package dev.heddle.wasi.stream;

import dev.heddle.wasi.Errno;
import dev.heddle.wasi.WasiException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/** What guests get to know of failures of streams. */
final class Failures {

  private Failures() {}

  static WasiException of(IOException failure) {
    String message = String.valueOf(failure.getMessage());
    Errno errno =
        failure instanceof ClosedChannelException
            ? Errno.BADF
            : message.contains("reset")
                ? Errno.CONNRESET
                : message.contains("roken pipe") ? Errno.PIPE : Errno.IO;
    return new WasiException(errno, failure);
  }
}
