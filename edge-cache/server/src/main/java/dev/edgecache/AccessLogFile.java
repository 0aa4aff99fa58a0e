package dev.edgecache;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.helpers.NOPMDCAdapter;

/**
 * Where the lines of an access log go: a file that is rotated each day and at 100 MB, thirty of
 * which are kept, compressed; or standard output.
 */
final class AccessLogFile implements Consumer<String>, AutoCloseable {

  private static final String MAX_FILE_SIZE = "100MB";
  private static final int KEPT_DAYS = 30;

  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("access");
  private final OutputStreamAppender<ILoggingEvent> appender;

  private AccessLogFile(OutputStreamAppender<ILoggingEvent> appender) {
    this.appender = appender;
    context.setMDCAdapter(new NOPMDCAdapter());
    logger.addAppender(appender);
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%msg%n");
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
  }

  /** Standard output. */
  static AccessLogFile standardOutput() {
    AccessLogFile log = new AccessLogFile(new ConsoleAppender<>());
    log.appender.start();
    return log;
  }

  /**
   * A file; folders that it needs are made.
   *
   * @throws IOException if it can't be written
   */
  static AccessLogFile at(Path path) throws IOException {
    Path file = path.toAbsolutePath();
    Path folder = file.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    if (Files.isDirectory(file) || (Files.exists(file) && !Files.isWritable(file))) {
      throw new IOException("access-log: can't write to " + path);
    }
    RollingFileAppender<ILoggingEvent> rolling = new RollingFileAppender<>();
    AccessLogFile log = new AccessLogFile(rolling);
    rolling.setFile(file.toString());
    SizeAndTimeBasedRollingPolicy<ILoggingEvent> policy = new SizeAndTimeBasedRollingPolicy<>();
    policy.setContext(log.context);
    policy.setParent(rolling);
    policy.setFileNamePattern(file + ".%d{yyyy-MM-dd}.%i.gz");
    policy.setMaxFileSize(FileSize.valueOf(MAX_FILE_SIZE));
    policy.setMaxHistory(KEPT_DAYS);
    policy.start();
    rolling.setRollingPolicy(policy);
    rolling.start();
    if (!rolling.isStarted()) {
      throw new IOException("access-log: can't write to " + path);
    }
    return log;
  }

  @Override
  public void accept(String line) {
    logger.info(line);
  }

  @Override
  public void close() {
    appender.stop();
    context.stop();
  }
}
