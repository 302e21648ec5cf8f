/** Whole swarms in virtual time: the real peer's decisions in a world of queues, delays and limited uplinks. */
@NullMarked
package io.rangeswarm.simulation;

import org.jspecify.annotations.NullMarked;
