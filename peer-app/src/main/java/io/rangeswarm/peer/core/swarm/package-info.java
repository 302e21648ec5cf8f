/** This peer among the others: endpoints, the tracker as a port, and staying registered with it. */
@NullMarked
package io.rangeswarm.peer.core.swarm;

import org.jspecify.annotations.NullMarked;
