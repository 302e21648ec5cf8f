/** The share folder: finds its files, hashes what is new, remembers what is not, and publishes them as holdings. */
@NullMarked
package io.rangeswarm.peer.core.share;

import org.jspecify.annotations.NullMarked;
