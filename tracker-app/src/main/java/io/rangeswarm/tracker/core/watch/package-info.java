/** Swarms that somebody looks at: how they changed meanwhile, how fast, and when they will be done. */
@NullMarked
package io.rangeswarm.tracker.core.watch;

import org.jspecify.annotations.NullMarked;
