package dev.heddle.wasi.descriptor;

import dev.heddle.async.GuestCall;
import dev.heddle.wasi.Errno;
import dev.heddle.wasi.FileStat;
import dev.heddle.wasi.FileType;
import dev.heddle.wasi.WasiException;
import dev.heddle.wasi.abi.Flags;
import dev.heddle.wasi.abi.Rights;
import dev.heddle.wasi.stream.Input;
import dev.heddle.wasi.stream.Output;
import dev.heddle.wasi.stream.WriteOrder;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A standard stream. */
public final class StreamDescriptor extends Descriptor {

  private final @Nullable Input input;
  private final @Nullable Output output;
  private final WriteOrder order;
  private final boolean isTerminal;

  private StreamDescriptor(
      @Nullable Input input, @Nullable Output output, WriteOrder order, boolean isTerminal) {
    super(input != null ? Rights.INPUT : Rights.OUTPUT, 0, 0);
    this.input = input;
    this.output = output;
    this.order = order;
    this.isTerminal = isTerminal;
  }

  /** One that comes. */
  public static StreamDescriptor of(Input input, boolean isTerminal) {
    return new StreamDescriptor(input, null, new WriteOrder(), isTerminal);
  }

  /** One that goes, in order with others. */
  public static StreamDescriptor of(Output output, WriteOrder order, boolean isTerminal) {
    return new StreamDescriptor(null, output, order, isTerminal);
  }

  @Override
  public FileType type() {
    return isTerminal ? FileType.CHARACTER_DEVICE : FileType.UNKNOWN;
  }

  @Override
  public FileStat stat(GuestCall call) {
    return new FileStat(0, 0, type(), 1, 0, 0, 0, 0);
  }

  @Override
  public int read(GuestCall call, ByteBuffer target) {
    Input source = input;
    if (source == null) {
      throw unsupported();
    }
    if (!target.hasRemaining()) {
      return 0;
    }
    long ready = source.available();
    if (ready == 0) {
      if (has(Flags.NONBLOCK)) {
        throw new WasiException(Errno.AGAIN);
      }
      call.await(source.readable());
    }
    return Math.max(0, source.read(target));
  }

  @Override
  public int write(GuestCall call, ByteBuffer source) {
    Output sink = output;
    if (sink == null) {
      throw unsupported();
    }
    int count = source.remaining();
    if (count > 0) {
      CompletionStage<@Nullable Void> others = order.turnOf(sink);
      if (others != null) {
        call.await(others);
      }
      call.await(sink.write(source));
    }
    return count - source.remaining();
  }

  @Override
  public void sync(GuestCall call, boolean dataOnly) {
    if (output == null) {
      throw new WasiException(Errno.INVAL);
    }
    call.await(output.written());
  }

  @Override
  public CompletionStage<@Nullable Void> written() {
    return output == null ? DONE : output.written();
  }

  @Override
  public CompletionStage<Long> readable() {
    Input source = input;
    if (source == null) {
      throw unsupported();
    }
    return source.readable();
  }

  @Override
  public CompletionStage<Long> writable() {
    if (output == null) {
      throw unsupported();
    }
    return super.writable();
  }

  @Override
  public CompletionStage<@Nullable Void> close() {
    if (input != null) {
      input.close();
    }
    if (output == null) {
      return DONE;
    }
    output.close();
    return output.written();
  }
}
