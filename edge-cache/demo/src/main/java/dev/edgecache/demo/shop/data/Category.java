package dev.edgecache.demo.shop.data;

/**
 * A shelf of the shop.
 *
 * @param id from 1 upwards
 * @param name what customers call it
 */
public record Category(int id, String name) {}
