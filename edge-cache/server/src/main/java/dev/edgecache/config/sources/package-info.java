/** What a configuration file may say of sources of invalidations. */
@NullMarked
package dev.edgecache.config.sources;

import org.jspecify.annotations.NullMarked;
