package dev.edgecache.demo.shop.data;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Someone with an account.
 *
 * @param id the account's id
 * @param name the display name
 * @param email where order confirmations go
 * @param country ISO 3166-1 alpha-2 code of the delivery address
 */
public record Customer(String id, String name, String email, String country) {

  private static final Pattern ID = Pattern.compile("user-[0-9]{1,6}");
  private static final List<String> COUNTRIES = List.of("DE", "FR", "IE", "NL", "SE", "PL", "ES");

  /** The customer of this account id: whoever is called {@code user-}, and a number, has one. */
  public static Optional<Customer> of(String id) {
    if (!ID.matcher(id).matches()) {
      return Optional.empty();
    }
    String country = COUNTRIES.get(Math.floorMod(id.hashCode(), COUNTRIES.size()));
    return Optional.of(new Customer(id, "Customer " + id, id + "@customers.example", country));
  }
}
