package dev.heddle.benchmarks.vertx;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.vertx.core.spi.transport.Transport;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * NIO for a Vert.x with one event loop, whose turns are measured: every task, and all that is done
 * for one connection that is ready.
 */
public final class MeasuredTransport implements Transport {

  private final Turns turns;

  /** A transport whose event loop tells how long its turns take. */
  public MeasuredTransport(Turns turns) {
    this.turns = turns;
  }

  /** The same as {@link io.vertx.core.VertxBuilder} takes it. */
  public io.vertx.core.transport.Transport asTransport() {
    return new io.vertx.core.transport.Transport() {
      @Override
      public String name() {
        return "measured";
      }

      @Override
      public boolean available() {
        return true;
      }

      @Override
      public @Nullable Throwable unavailabilityCause() {
        return null;
      }

      @Override
      public Transport implementation() {
        return MeasuredTransport.this;
      }
    };
  }

  @Override
  public IoHandlerFactory ioHandlerFactory() {
    IoHandlerFactory nio = NioIoHandler.newFactory();
    return executor -> new MeasuredHandler(nio.newHandler(executor));
  }

  @Override
  public EventLoopGroup eventLoopGroup(
      int type, int threads, ThreadFactory threadFactory, int ioRatio) {
    if (type == ACCEPTOR_EVENT_LOOP_GROUP) {
      return new MultiThreadIoEventLoopGroup(threads, threadFactory, NioIoHandler.newFactory());
    }
    if (threads != 1) {
      throw new IllegalArgumentException("expected one event loop, found " + threads);
    }
    return new MultiThreadIoEventLoopGroup(threads, threadFactory, ioHandlerFactory()) {
      @Override
      protected IoEventLoop newChild(
          Executor executor, IoHandlerFactory handlers, Object... ignored) {
        return new SingleThreadIoEventLoop(this, executor, handlers) {
          @Override
          public void execute(Runnable task) {
            super.execute(() -> turns.take(task));
          }
        };
      }
    };
  }

  @Override
  public DatagramChannel datagramChannel(InternetProtocolFamily family) {
    return new NioDatagramChannel(family);
  }

  @Override
  public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
    return NioDatagramChannel::new;
  }

  @Override
  public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
    return NioSocketChannel::new;
  }

  @Override
  public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
    return NioServerSocketChannel::new;
  }

  /** Gives the selector handles that measure. */
  private final class MeasuredHandler implements IoHandler {

    private final IoHandler nio;

    MeasuredHandler(IoHandler nio) {
      this.nio = nio;
    }

    @Override
    public void initialize() {
      nio.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
      return nio.run(context);
    }

    @Override
    public void prepareToDestroy() {
      nio.prepareToDestroy();
    }

    @Override
    public void destroy() {
      nio.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
      return nio.register(new MeasuredHandle((NioIoHandle) handle));
    }

    @Override
    public void wakeup() {
      nio.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
      return nio.isCompatible(handleType);
    }
  }

  private final class MeasuredHandle implements NioIoHandle {

    private final NioIoHandle channel;

    MeasuredHandle(NioIoHandle channel) {
      this.channel = channel;
    }

    @Override
    public SelectableChannel selectableChannel() {
      return channel.selectableChannel();
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      turns.take(() -> channel.handle(registration, event));
    }

    @Override
    public void registered() {
      channel.registered();
    }

    @Override
    public void unregistered() {
      channel.unregistered();
    }

    @Override
    public void close() throws Exception {
      channel.close();
    }
  }
}
