/** Fetching files: which source is asked for which chunk, and each download from its first poll to its final name. */
@NullMarked
package io.rangeswarm.peer.core.download;

import org.jspecify.annotations.NullMarked;
