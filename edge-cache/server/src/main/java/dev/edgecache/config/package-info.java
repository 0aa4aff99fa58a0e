/**
 * The configuration of a server: what {@code edge-cache.yaml} may say, declared once, and the
 * settings that it becomes.
 */
@NullMarked
package dev.edgecache.config;

import org.jspecify.annotations.NullMarked;
