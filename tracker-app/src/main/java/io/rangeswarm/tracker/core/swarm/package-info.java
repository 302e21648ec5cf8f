/** Peers, their leases, what each of them holds, and who is told of whom. */
@NullMarked
package io.rangeswarm.tracker.core.swarm;

import org.jspecify.annotations.NullMarked;
