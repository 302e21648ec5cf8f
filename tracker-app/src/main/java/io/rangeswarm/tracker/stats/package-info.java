/** The swarm in numbers: the stats endpoint, gauges and counters. */
@NullMarked
package io.rangeswarm.tracker.stats;

import org.jspecify.annotations.NullMarked;
