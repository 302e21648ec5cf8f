/** The peer: serves the chunks it holds, fetches those it lacks. */
@NullMarked
package io.rangeswarm.peer;

import org.jspecify.annotations.NullMarked;
