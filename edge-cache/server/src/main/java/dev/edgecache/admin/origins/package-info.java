/** What the admin port tells of the origins, and how operators move writes between them. */
@NullMarked
package dev.edgecache.admin.origins;

import org.jspecify.annotations.NullMarked;
