/** Which chunk to ask for next. */
@NullMarked
package io.rangeswarm.peer.core.pick;

import org.jspecify.annotations.NullMarked;
