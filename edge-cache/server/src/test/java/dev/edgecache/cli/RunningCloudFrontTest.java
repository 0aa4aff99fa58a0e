package dev.edgecache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.edgecache.cli.exit.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** What the commands about CloudFront ask a server, and what they tell. */
@Timeout(60)
class RunningCloudFrontTest {

  private static final String WELL =
      """
      {"draining": 0, "troubles": [], "distributions": [
         {"name": "distribution/E1", "waiting": 2, "in_progress": 3}],
       "cost": {"month": "2026-04", "items": 1500, "budget_items": 100000, "free_items": 1000,
         "forecast_items": 4500, "usd": 2.50, "forecast_usd": 17.50, "exactness": "exact"}}
      """;

  private final AtomicReference<String> asked = new AtomicReference<>("");
  private final StringWriter out = new StringWriter();
  private String answer = WELL;
  private int status = 200;
  private HttpServer admin;

  @BeforeEach
  void start() throws Exception {
    admin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    admin.createContext(
        "/",
        exchange -> {
          byte[] content = exchange.getRequestBody().readAllBytes();
          asked.set(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + new String(content, StandardCharsets.UTF_8));
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    admin.start();
  }

  @AfterEach
  void stop() {
    admin.stop(0);
  }

  private int run(String... args) {
    CommandLine group = new CommandLine(CommandLine.Model.CommandSpec.create());
    RunningCloudFront.addTo(group);
    group.setOut(new PrintWriter(out));
    String[] all = Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--admin";
    all[args.length + 1] = "http://127.0.0.1:" + admin.getAddress().getPort();
    return group.execute(all);
  }

  @Test
  void anInvalidationIsOrdered() {
    status = 202;
    answer = "{\"items\": [\"#a\", \"/b*\"], \"distributions\": [\"distribution/E1\"]}";
    assertThat(run("invalidate", "--distribution", "E1", "#a", "/b*")).isEqualTo(ExitCode.OK);
    assertThat(asked.get())
        .isEqualTo(
            "POST /cloudfront/invalidations {\"items\":[\"#a\",\"/b*\"],\"distribution\":\"E1\"}");
    assertThat(out.toString()).contains("#a", "/b*", "distribution/E1");
  }

  @Test
  void theStatusIsToldAndFailsWhereSomethingIsWrong() {
    assertThat(run("status")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("distribution/E1", "2", "3");
    answer = WELL.replace("\"troubles\": []", "\"troubles\": [\"E1 reads no tags\"]");
    assertThat(run("status")).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(out.toString()).contains("trouble: E1 reads no tags");
  }

  @Test
  void theCostIsToldAndFailsWhereItWillBeTooMuch() {
    assertThat(run("cost")).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .contains("2026-04: 1500 items of 100000 (1000 free), 2.5 USD")
        .contains("by the end of the month: 4500 items, 17.5 USD; now: exact");
    answer = WELL.replace("\"forecast_items\": 4500", "\"forecast_items\": 100001");
    assertThat(run("cost")).isEqualTo(ExitCode.CHECK_FAILED);
  }
}
