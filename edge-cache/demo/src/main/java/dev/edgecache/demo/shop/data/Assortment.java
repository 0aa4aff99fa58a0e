package dev.edgecache.demo.shop.data;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What the shop starts with: made from a seed, so that the same seed gives the same shop.
 *
 * @param categories by id, from 1 upwards
 * @param products by id, from 1 upwards
 * @param reviews of each product, the newest first, in the order of the products
 */
record Assortment(List<Category> categories, List<Product> products, List<List<Review>> reviews) {

  private static final Instant OPENED = Instant.parse("2026-01-05T08:00:00Z");
  private static final List<String> BRANDS =
      List.of(
          "Alder", "Brisk", "Corva", "Dunmore", "Elan", "Fjord", "Gannet", "Heron", "Isola",
          "Juniper", "Kestrel", "Lumen");
  private static final List<String> QUALITIES =
      List.of(
          "Light",
          "Compact",
          "Classic",
          "Silent",
          "Folding",
          "Travel",
          "Everyday",
          "Pro",
          "Organic",
          "Insulated",
          "Wireless",
          "Outdoor");
  private static final List<String> COLOURS =
      List.of("Black", "White", "Moss", "Sand", "Slate", "Rust", "Navy", "Amber");
  private static final List<Shelf> SHELVES =
      List.of(
          new Shelf("Bags", 2_900, List.of("Backpack", "Tote", "Suitcase", "Satchel")),
          new Shelf("Bikes", 39_900, List.of("City Bike", "Gravel Bike", "Cargo Bike")),
          new Shelf("Camping", 3_900, List.of("Tent", "Sleeping Bag", "Stove", "Lantern")),
          new Shelf("Coffee", 1_900, List.of("Grinder", "Kettle", "Dripper", "Press")),
          new Shelf("Desk", 5_900, List.of("Lamp", "Chair", "Monitor Arm", "Notebook")),
          new Shelf("Headphones", 7_900, List.of("Headphones", "Earbuds", "Headset")),
          new Shelf("Kitchen", 2_400, List.of("Pan", "Knife", "Board", "Scale")),
          new Shelf("Lighting", 3_400, List.of("Floor Lamp", "Pendant", "Light Strip")),
          new Shelf("Outerwear", 8_900, List.of("Rain Jacket", "Parka", "Fleece", "Vest")),
          new Shelf("Shoes", 6_900, List.of("Runner", "Boot", "Sandal", "Trail Shoe")),
          new Shelf("Toys", 1_400, List.of("Puzzle", "Kite", "Building Set", "Board Game")),
          new Shelf("Watches", 11_900, List.of("Watch", "Chronograph", "Fitness Band")));
  private static final List<String> OPINIONS =
      List.of(
          "Does what it says.",
          "Arrived quickly and well packed.",
          "Smaller than I had expected, still good.",
          "Bought a second one for my sister.",
          "The colour differs a little from the picture.",
          "Good value for the price.",
          "Broke after a month, was replaced without questions.");
  private static final List<String> AUTHORS =
      List.of("Aoife", "Bram", "Chloé", "Dario", "Elif", "Freja", "Greta", "Hugo", "Inês", "Jan");

  private record Shelf(String name, int typicalCents, List<String> goods) {}

  static Assortment seeded(long seed, int products) {
    if (products < 1) {
      throw new IllegalArgumentException("products: " + products + " (expected: 1 or more)");
    }
    Random random = new Random(seed);
    List<Category> categories =
        IntStream.range(0, SHELVES.size())
            .mapToObj(i -> new Category(i + 1, SHELVES.get(i).name()))
            .toList();
    List<Product> shelved = new ArrayList<>();
    List<List<Review>> reviews = new ArrayList<>();
    for (int id = 1; id <= products; id++) {
      shelved.add(product(id, random));
      reviews.add(reviews(random));
    }
    return new Assortment(categories, List.copyOf(shelved), List.copyOf(reviews));
  }

  private static Product product(int id, Random random) {
    int category = random.nextInt(SHELVES.size());
    Shelf shelf = SHELVES.get(category);
    String brand = one(BRANDS, random);
    String goods = one(shelf.goods(), random);
    String quality = one(QUALITIES, random);
    String name = quality + " " + goods + ", " + one(COLOURS, random);
    return new Product(
        id,
        name,
        brand,
        category + 1,
        "The " + quality.toLowerCase(Locale.ROOT) + " choice by " + brand + ": " + name,
        shelf.typicalCents() / 2 + random.nextInt(shelf.typicalCents()),
        500 + random.nextInt(5_000),
        OPENED.plus(Duration.ofMinutes(id)));
  }

  private static List<Review> reviews(Random random) {
    int count = random.nextInt(30);
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new Review(
                    one(AUTHORS, random),
                    1 + Math.max(random.nextInt(5), random.nextInt(5)),
                    one(OPINIONS, random),
                    OPENED.plus(Duration.ofHours(count - i))))
        .toList();
  }

  private static <T> T one(List<T> choices, Random random) {
    return choices.get(random.nextInt(choices.size()));
  }
}
