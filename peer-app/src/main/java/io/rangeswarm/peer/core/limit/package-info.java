/** How many bytes this process may send and receive per second, and how readers share what they may. */
@NullMarked
package io.rangeswarm.peer.core.limit;

import org.jspecify.annotations.NullMarked;
