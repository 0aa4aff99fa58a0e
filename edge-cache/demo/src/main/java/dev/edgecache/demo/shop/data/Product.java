package dev.edgecache.demo.shop.data;

import java.time.Instant;

/**
 * Something that the shop sells.
 *
 * @param id from 1 upwards; the more popular, the lower
 * @param name what customers call it
 * @param brand who makes it
 * @param category the id of its category
 * @param description one sentence for the product page
 * @param cents its price before tax, in euro cents
 * @param stock how many can be sold
 * @param changed when any of this last changed
 */
public record Product(
    int id,
    String name,
    String brand,
    int category,
    String description,
    long cents,
    int stock,
    Instant changed) {}
