package dev.edgecache.demo.shop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of the shop's pages; their names change with their content, so they never do. */
final class AssetApi {

  private static final Map<String, Asset> ASSETS =
      Map.of(
          "app.5f1c9e2a.js", new Asset("text/javascript", "export const shop = \"demo\";\n", 2_000),
          "vendor.0b77d3c4.js", new Asset("text/javascript", "export const v = 1;\n", 4_000),
          "app.93ab01fe.css", new Asset("text/css", ".product { display: grid; }\n", 500),
          "logo.7de4410c.svg",
              new Asset(
                  "image/svg+xml",
                  "<svg xmlns=\"http://www.w3.org/2000/svg\"><rect width=\"9\""
                      + " height=\"9\"/></svg>",
                  1));

  /** A text repeated until it weighs what such a file does. */
  private record Asset(String contentType, String text, int times) {
    ByteBuffer bytes() {
      return UTF_8.encode(text.repeat(times));
    }
  }

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/assets/{name}", 5, (call, database) -> asset(call)));
  }

  private static Reply asset(Call call) {
    return Optional.ofNullable(ASSETS.get(call.path("name")))
        .map(
            asset ->
                Reply.of(asset.contentType(), asset.bytes())
                    .with("Cache-Control", "public, max-age=31536000, immutable"))
        .orElseGet(() -> Reply.problem(StatusCodes.NOT_FOUND, "There is no such asset."));
  }
}
