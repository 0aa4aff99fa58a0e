/**
 * A CloudFront that is none: our reading of AWS's documents as code, for tests and demonstrations.
 * What it does proves nothing of what AWS does.
 *
 * <p>It has the calls that invalidate and those that read and change the configuration of a
 * distribution. It enforces what is documented: quantity, grammar, references, rates, what may be
 * in progress, and ETags; and it fails when it is told to.
 */
@NullMarked
package dev.edgecache.cloudfront.fake;

import org.jspecify.annotations.NullMarked;
