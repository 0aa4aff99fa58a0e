package dev.edgecache;

import dev.edgecache.admin.accesslog.AccessLog;
import dev.edgecache.admin.metrics.Metrics;
import dev.edgecache.config.Configuration.AccessLogSettings;
import dev.edgecache.serve.record.RequestObserver;
import java.io.IOException;
import java.util.Optional;

/** The access log that a configuration asks for. */
final class AccessLogs {

  private AccessLogs() {}

  static Optional<RequestObserver> open(
      AccessLogSettings settings, Metrics metrics, Resources resources) throws IOException {
    return switch (settings) {
      case AccessLogSettings.Off() -> Optional.empty();
      case AccessLogSettings.StandardOutput() ->
          Optional.of(opened(AccessLogFile.standardOutput(), metrics, resources));
      case AccessLogSettings.File(var path) ->
          Optional.of(opened(AccessLogFile.at(path), metrics, resources));
    };
  }

  private static AccessLog opened(AccessLogFile file, Metrics metrics, Resources resources) {
    resources.add(file);
    AccessLog log = resources.add(new AccessLog(file));
    metrics.counter(
        "edgecache.access.log.dropped",
        "Lines of the access log dropped because too many waited.",
        log,
        AccessLog::dropped);
    return log;
  }
}
