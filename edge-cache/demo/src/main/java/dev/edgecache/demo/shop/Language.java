package dev.edgecache.demo.shop;

import java.util.List;
import java.util.Locale;

/** A language that the shop speaks. */
enum Language {
  EN("in stock", "only a few left", "sold out"),
  DE("auf Lager", "nur noch wenige", "ausverkauft"),
  FR("en stock", "derniers articles", "épuisé");

  private static final int FEW = 10;

  private final String many;
  private final String few;
  private final String none;

  Language(String many, String few, String none) {
    this.many = many;
    this.few = few;
    this.none = none;
  }

  /** The best of them for an Accept-Language field (RFC 4647 §3.4), else English. */
  static Language preferred(String acceptLanguage) {
    try {
      List<Locale> spoken = List.of(Locale.ENGLISH, Locale.GERMAN, Locale.FRENCH);
      Locale best = Locale.lookup(Locale.LanguageRange.parse(acceptLanguage), spoken);
      return best == null ? EN : valueOf(best.getLanguage().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return EN;
    }
  }

  String tag() {
    return name().toLowerCase(Locale.ROOT);
  }

  String availability(int stock) {
    if (stock == 0) {
      return none;
    }
    return stock < FEW ? few : many;
  }
}
