package dev.edgecache.demo.shop.data;

import java.time.Instant;

/**
 * A cart that was bought.
 *
 * @param id from 1 upwards
 * @param customer the id of the customer who bought it
 * @param cart what was bought
 * @param cents the sum before tax, in euro cents
 * @param placed when it was bought
 */
public record Order(int id, String customer, Cart cart, long cents, Instant placed) {}
