/** The built apps as processes, and what they promise each other and their users. */
@NullMarked
package io.rangeswarm.swarm;

import org.jspecify.annotations.NullMarked;
