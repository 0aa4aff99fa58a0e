package dev.edgecache.config;

import static dev.edgecache.yaml.keys.Types.secret;
import static dev.edgecache.yaml.keys.Types.text;

import dev.edgecache.positions.database.DatabaseLogin;
import dev.edgecache.yaml.keys.ObjectType;
import java.util.function.Supplier;

/** What a configuration file may say of a PostgreSQL server. */
final class DatabaseKeys {

  private DatabaseKeys() {}

  static ObjectType<DatabaseLogin> login(Surroundings surroundings) {
    return ObjectType.of(
        "database",
        "How one server is reached.",
        keys -> {
          var url =
              keys.key(
                      "url",
                      text(
                          "JDBC URL",
                          "jdbc:postgresql://host:port/database, with one host and no user",
                          DatabaseLogin.URL_FORM),
                      "One server and its database, perhaps with parameters of the driver such as"
                          + " `?sslmode=verify-full`.")
                  .example("jdbc:postgresql://db.eu-west-1.example:5432/shop")
                  .required();
          var user = keys.key("user", text(), "The user.").optional();
          var password =
              keys.key("password", secret().as(surroundings::reveal), "The password.").optional();
          return values ->
              new DatabaseLogin(
                  values.get(url),
                  values.get(user),
                  values.get(password).map(DatabaseKeys::hidden));
        });
  }

  /** In a form whose text does not show it. */
  private static Supplier<String> hidden(String secret) {
    return () -> secret;
  }
}
