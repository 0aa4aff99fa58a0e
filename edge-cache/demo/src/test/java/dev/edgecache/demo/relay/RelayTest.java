package dev.edgecache.demo.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Real sockets through a relay. Lower bounds are exact; upper bounds leave room for a busy machine.
 */
@Timeout(30)
final class RelayTest {

  private static final Duration ROUND_TRIP = Duration.ofMillis(40);

  private final EventLoopGroup eventLoops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() throws Exception {
    threads.shutdownNow();
    eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).get(10, TimeUnit.SECONDS);
  }

  @FunctionalInterface
  private interface Service {
    void serve(Socket connection) throws IOException;
  }

  /** Serves this many connections side by side, then no more. */
  private Future<?> serve(ServerSocket listener, int connections, Service service) {
    return threads.submit(
        () -> {
          List<Future<?>> served = new ArrayList<>();
          for (int i = 0; i < connections; i++) {
            Socket connection = listener.accept();
            served.add(
                threads.submit(
                    () -> {
                      try (connection) {
                        service.serve(connection);
                      }
                      return connection;
                    }));
          }
          for (Future<?> each : served) {
            each.get();
          }
          return served;
        });
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  private Relay relayTo(ServerSocket listener, Distance distance) {
    return Relay.open(
        0, (InetSocketAddress) listener.getLocalSocketAddress(), distance, eventLoops);
  }

  private static Socket connect(Relay relay) throws IOException {
    Socket socket = new Socket(relay.address().getAddress(), relay.address().getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void echo(Socket connection) throws IOException {
    connection.getInputStream().transferTo(connection.getOutputStream());
  }

  private static Duration exchange(Socket socket) throws IOException {
    long start = System.nanoTime();
    socket.getOutputStream().write("ping".getBytes(US_ASCII));
    assertThat(socket.getInputStream().readNBytes(4)).asString().isEqualTo("ping");
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** The least of several connections, so that a slow start of the machine hides nothing. */
  @Test
  void aNewConnectionPaysItsHandshakesAndAWarmOneDoesNot() throws Exception {
    int connections = 6;
    List<Duration> fresh = new ArrayList<>();
    List<Duration> warm = new ArrayList<>();
    try (ServerSocket listener = listen();
        Relay relay = relayTo(listener, Distance.overTls(ROUND_TRIP))) {
      Future<?> served = serve(listener, connections, RelayTest::echo);
      for (int i = 0; i < connections; i++) {
        try (Socket socket = connect(relay)) {
          fresh.add(exchange(socket));
          warm.add(exchange(socket));
        }
      }
      served.get(10, TimeUnit.SECONDS);
    }
    assertThat(Collections.min(fresh))
        .isBetween(ROUND_TRIP.multipliedBy(3), ROUND_TRIP.multipliedBy(4));
    assertThat(Collections.min(warm)).isBetween(ROUND_TRIP, ROUND_TRIP.multipliedBy(2));
  }

  @Test
  void bytesArriveUnchangedAndInOrderAndManyAtOnce() throws Exception {
    byte[] sent = new byte[12 << 20];
    new Random(7).nextBytes(sent);
    try (ServerSocket listener = listen();
        Relay relay = relayTo(listener, new Distance(ROUND_TRIP, 0))) {
      Future<?> served = serve(listener, 1, RelayTest::echo);
      try (Socket socket = connect(relay)) {
        Future<?> sending =
            threads.submit(
                () -> {
                  socket.getOutputStream().write(sent);
                  socket.shutdownOutput();
                  return socket;
                });

        byte[] received = socket.getInputStream().readAllBytes();

        sending.get(10, TimeUnit.SECONDS);
        assertThat(received).isEqualTo(sent);
      }
      served.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void anEndOfSendingLeavesTheOtherDirectionOpen() throws Exception {
    try (ServerSocket listener = listen();
        Relay relay = relayTo(listener, new Distance(ROUND_TRIP, 0))) {
      Future<?> served =
          serve(
              listener,
              1,
              connection -> {
                byte[] question = connection.getInputStream().readAllBytes();
                connection.getOutputStream().write(question.length);
              });
      try (Socket socket = connect(relay)) {
        socket.getOutputStream().write(new byte[42]);
        socket.shutdownOutput();

        assertThat(socket.getInputStream().read()).isEqualTo(42);
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
        assertThat(relay.ended().await(10, TimeUnit.SECONDS)).as("nothing is left open").isTrue();
      }
      served.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void aClientThatLeavesIsSeenToLeave() throws Exception {
    try (ServerSocket listener = listen();
        Relay relay = relayTo(listener, new Distance(ROUND_TRIP, 0))) {
      Future<?> served =
          serve(
              listener,
              1,
              connection -> assertThat(connection.getInputStream().read()).isEqualTo(-1));

      connect(relay).close();

      served.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void aTargetThatIsNotThereClosesTheConnection() throws Exception {
    ServerSocket closed = listen();
    try (Relay relay = relayTo(closed, new Distance(ROUND_TRIP, 0))) {
      closed.close();
      try (Socket socket = connect(relay)) {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void connectionsDoNotDelayEachOther() throws Exception {
    int connections = 200;
    try (ServerSocket listener = new ServerSocket(0, 300, InetAddress.getLoopbackAddress());
        Relay relay = relayTo(listener, Distance.overTls(ROUND_TRIP))) {
      Future<?> served = serve(listener, connections, RelayTest::echo);
      long start = System.nanoTime();
      Socket[] sockets = new Socket[connections];
      for (int i = 0; i < connections; i++) {
        sockets[i] = connect(relay);
        sockets[i].getOutputStream().write(i);
      }
      for (int i = 0; i < connections; i++) {
        assertThat(sockets[i].getInputStream().read()).isEqualTo(i);
        sockets[i].close();
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(ROUND_TRIP.multipliedBy(3), Duration.ofSeconds(3));
      served.get(10, TimeUnit.SECONDS);
    }
  }
}
