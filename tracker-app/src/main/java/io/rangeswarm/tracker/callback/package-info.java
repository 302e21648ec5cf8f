/** The tracker's one call to each peer that registers: is it there, and is it that peer? */
@NullMarked
package io.rangeswarm.tracker.callback;

import org.jspecify.annotations.NullMarked;
