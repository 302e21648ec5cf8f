/** All beans, options and scheduled tasks: the only place that knows every other. */
@NullMarked
package io.rangeswarm.tracker.wiring;

import org.jspecify.annotations.NullMarked;
