package dev.edgecache.demo.shop.data;

/**
 * Someone with an account.
 *
 * @param id the account's id
 * @param name the display name
 * @param email where order confirmations go
 * @param country ISO 3166-1 alpha-2 code of the delivery address
 */
public record Customer(String id, String name, String email, String country) {}
