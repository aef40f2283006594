package dev.heddle.wasi.function;

import dev.heddle.wasi.Errno;
import dev.heddle.wasi.WasiException;
import dev.heddle.wasi.abi.Flags;
import dev.heddle.wasi.abi.Rights;
import dev.heddle.wasi.descriptor.Descriptor;
import dev.heddle.wasi.descriptor.SocketDescriptor;
import java.nio.ByteBuffer;
import java.util.Map;

/** What is done with sockets. */
final class SocketFunctions {

  private SocketFunctions() {}

  static void addTo(Map<String, Function> all) {
    all.put("sock_accept", SocketFunctions::accept);
    all.put("sock_recv", SocketFunctions::receive);
    all.put("sock_send", SocketFunctions::send);
    all.put("sock_shutdown", SocketFunctions::shutdown);
  }

  private static SocketDescriptor socket(Invocation in, long right) {
    Descriptor found = in.guest().descriptors().get(in.i32(0));
    if (!(found instanceof SocketDescriptor socket)) {
      throw new WasiException(Errno.NOTSOCK, in.i32(0) + " is no socket");
    }
    socket.require(right);
    return socket;
  }

  private static void accept(Invocation in) {
    SocketDescriptor listener = socket(in, Rights.SOCK_ACCEPT);
    int flags = in.i32(1);
    if ((flags & ~Flags.NONBLOCK) != 0) {
      throw new WasiException(Errno.INVAL);
    }
    in.memory().check(in.i32(2), 4);
    in.guest().descriptors().requireRoom();
    DescriptorFunctions.add(in, listener.accept(in.call(), flags), in.i32(2));
  }

  private static void receive(Invocation in) {
    SocketDescriptor socket = socket(in, Rights.FD_READ);
    int flags = in.i32(3);
    int outFlags = in.i32(5);
    if ((flags & ~(Flags.RECV_PEEK | Flags.RECV_WAITALL)) != 0) {
      throw new WasiException(Errno.INVAL);
    }
    boolean peeks = (flags & Flags.RECV_PEEK) != 0;
    boolean waitsForAll = (flags & Flags.RECV_WAITALL) != 0 && !peeks;
    in.memory().check(outFlags, 2);
    DescriptorFunctions.fill(
        in, in.buffers(1), in.i32(4), target -> receive(in, socket, target, peeks, waitsForAll));
    in.memory().putU16(outFlags, 0);
  }

  private static int receive(
      Invocation in, SocketDescriptor socket, ByteBuffer target, boolean peeks, boolean all) {
    int done = 0;
    int count;
    do {
      count = socket.receive(in.call(), target, peeks);
      done += count;
    } while (all && count > 0 && target.hasRemaining());
    return done;
  }

  private static void send(Invocation in) {
    SocketDescriptor socket = socket(in, Rights.FD_WRITE);
    if (in.i32(3) != 0) {
      throw new WasiException(Errno.INVAL);
    }
    DescriptorFunctions.drain(
        in, in.buffers(1), in.i32(4), (source, at) -> socket.write(in.call(), source));
  }

  private static void shutdown(Invocation in) {
    SocketDescriptor socket = socket(in, Rights.SOCK_SHUTDOWN);
    int how = in.i32(1);
    if (how == 0 || (how & ~(Flags.SHUT_READ | Flags.SHUT_WRITE)) != 0) {
      throw new WasiException(Errno.INVAL);
    }
    socket.shutdown(how);
  }
}
