/** Where a download's chunks are kept while it runs: a part file, and a journal that proves which chunks are right. */
@NullMarked
package io.rangeswarm.peer.core.store;

import org.jspecify.annotations.NullMarked;
