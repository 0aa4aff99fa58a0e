/**
 * Declared keys: what a YAML file may say, declared once; parsing, error messages, the JSON Schema
 * for editors and the reference tables of the documentation all follow from the declaration.
 *
 * <pre>{@code
 * static final ObjectType<Retry> RETRY =
 *     ObjectType.of("retry", "How failed requests are repeated.", keys -> {
 *       var attempts = keys.key("attempts", integer(1, 5), "How often at most.").orElse("2");
 *       var pause = keys.key("pause", duration(), "The wait between two.").example("50ms").optional();
 *       return values -> new Retry(values.get(attempts), values.get(pause));
 *     });
 * }</pre>
 *
 * <p>A value is built only when all its keys are right. An {@code IllegalArgumentException} of a
 * constructor or a conversion becomes a problem at the place of its value; where its message begins
 * with the name of a key and a colon, at that key.
 */
@NullMarked
package dev.edgecache.yaml.keys;

import org.jspecify.annotations.NullMarked;
