/** Tests of the simulation, and by it of the peers' decisions. */
@NullMarked
package io.rangeswarm.simulation;

import org.jspecify.annotations.NullMarked;
