package dev.edgecache.check.record;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.edgecache.check.history.Client;
import dev.edgecache.check.history.History;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A history as a file: a line of JSON for each event, those of one kind in the order of time. */
public final class HistoryFile {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(
              new SimpleModule()
                  .addSerializer(Client.class, ToStringSerializer.instance)
                  .addSerializer(new ValueOrNull()));

  private HistoryFile() {}

  /** Writes it, over what was there. */
  public static void write(Path file, History history) throws IOException {
    try (Writer writer = Files.newBufferedWriter(file)) {
      for (List<? extends Record> kind :
          List.of(
              history.written(),
              history.acknowledged(),
              history.ownWrites(),
              history.replayed(),
              history.reads())) {
        for (Record event : kind) {
          Map<String, Record> line = Map.of(event.getClass().getSimpleName(), event);
          writer.write(JSON.writeValueAsString(line));
          writer.write('\n');
        }
      }
    }
  }

  private static final class ValueOrNull extends StdSerializer<Optional<?>> {

    private static final long serialVersionUID = 1;

    ValueOrNull() {
      super(Optional.class, false);
    }

    @Override
    public void serialize(Optional<?> value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      provider.defaultSerializeValue(value.orElse(null), json);
    }
  }
}
