package dev.heddle.wasi.descriptor;

import dev.heddle.async.GuestCall;
import dev.heddle.wasi.Errno;
import dev.heddle.wasi.FileStat;
import dev.heddle.wasi.FileType;
import dev.heddle.wasi.WasiException;
import dev.heddle.wasi.abi.Flags;
import dev.heddle.wasi.abi.Rights;
import dev.heddle.wasi.stream.Connection;
import dev.heddle.wasi.stream.Listener;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A socket: one that listens, or one that is connected. */
public final class SocketDescriptor extends Descriptor {

  private final @Nullable Listener listener;
  private final @Nullable Connection connection;

  private SocketDescriptor(
      @Nullable Listener listener, @Nullable Connection connection, long rights, int flags) {
    super(rights, listener == null ? 0 : Rights.CONNECTION, flags);
    this.listener = listener;
    this.connection = connection;
  }

  /** One that listens. */
  public static SocketDescriptor of(Listener listener) {
    return new SocketDescriptor(listener, null, Rights.LISTENER, 0);
  }

  /** One that is connected. */
  public static SocketDescriptor of(Connection connection, int flags) {
    return new SocketDescriptor(null, connection, Rights.CONNECTION, flags);
  }

  @Override
  public FileType type() {
    return FileType.SOCKET_STREAM;
  }

  @Override
  public FileStat stat(GuestCall call) {
    return new FileStat(0, 0, type(), 1, 0, 0, 0, 0);
  }

  /** Waits for somebody to connect. */
  public SocketDescriptor accept(GuestCall call, int flags) {
    Listener source = listener;
    if (source == null) {
      throw new WasiException(Errno.INVAL, "the socket does not listen");
    }
    Connection accepted = source.poll();
    while (accepted == null) {
      if (has(Flags.NONBLOCK)) {
        throw new WasiException(Errno.AGAIN);
      }
      call.await(source.ready());
      accepted = source.poll();
    }
    return of(accepted, flags);
  }

  private Connection connection() {
    Connection peer = connection;
    if (peer == null) {
      throw new WasiException(Errno.NOTCONN);
    }
    return peer;
  }

  @Override
  public int read(GuestCall call, ByteBuffer target) {
    return receive(call, target, false);
  }

  /** Reads what has come, and leaves it there if it is only to be looked at. */
  public int receive(GuestCall call, ByteBuffer target, boolean peeks) {
    Connection peer = connection();
    if (!target.hasRemaining()) {
      return 0;
    }
    if (peer.available() == 0) {
      if (has(Flags.NONBLOCK)) {
        throw new WasiException(Errno.AGAIN);
      }
      call.await(peer.readable());
    }
    return Math.max(0, peer.read(target, peeks));
  }

  @Override
  public int write(GuestCall call, ByteBuffer source) {
    Connection peer = connection();
    if (!source.hasRemaining()) {
      return 0;
    }
    if (has(Flags.NONBLOCK) && !peer.isWritable()) {
      throw new WasiException(Errno.AGAIN);
    }
    int count = source.remaining();
    call.await(peer.write(source));
    return count - source.remaining();
  }

  /** Ends one direction, or both. */
  public void shutdown(int how) {
    connection().shutdown((how & Flags.SHUT_READ) != 0, (how & Flags.SHUT_WRITE) != 0);
  }

  @Override
  public CompletionStage<Long> readable() {
    Listener source = listener;
    return source != null ? source.ready() : connection().readable();
  }

  @Override
  public CompletionStage<Long> writable() {
    return connection().writable();
  }

  @Override
  public CompletionStage<@Nullable Void> close() {
    if (connection != null) {
      connection.close();
    }
    if (listener != null) {
      listener.close();
    }
    return DONE;
  }
}
