/** The tracker's main class and what it understands of a command line. */
@NullMarked
package io.rangeswarm.tracker;

import org.jspecify.annotations.NullMarked;
