/** What a peer that holds a whole file would like others to take from it, so that it sends no chunk twice needlessly. */
@NullMarked
package io.rangeswarm.peer.core.offer;

import org.jspecify.annotations.NullMarked;
