package dev.heddle.cli;

import dev.heddle.cli.option.Address;
import dev.heddle.cli.shell.Failure;
import dev.heddle.cli.shell.Shell;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;

/** The sockets that a guest is given to listen at. */
final class Listeners implements AutoCloseable {

  private final Shell shell;
  private final List<ServerSocketChannel> open = new ArrayList<>();

  Listeners(Shell shell) {
    this.shell = shell;
  }

  /** One that is bound. Where the system has chosen the port, people are told which it is. */
  ServerSocketChannel bind(Address address) {
    InetSocketAddress where =
        address.host().isEmpty()
            ? new InetSocketAddress(address.port())
            : new InetSocketAddress(address.host(), address.port());
    if (where.isUnresolved()) {
      throw new Failure("--listen " + address + ": unknown host");
    }
    try {
      ServerSocketChannel socket = ServerSocketChannel.open();
      open.add(socket);
      socket.bind(where);
      if (address.port() == 0) {
        InetSocketAddress found = (InetSocketAddress) socket.getLocalAddress();
        shell.note("heddle: listening at " + new Address(address.host(), found.getPort()));
      }
      return socket;
    } catch (IOException e) {
      throw new Failure("--listen " + address + ": " + e.getMessage());
    }
  }

  @Override
  public void close() {
    for (ServerSocketChannel socket : open) {
      try {
        socket.close();
      } catch (IOException e) {
        // the process ends
      }
    }
  }
}
