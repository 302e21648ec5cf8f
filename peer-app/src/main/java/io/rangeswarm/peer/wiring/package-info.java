/** Puts the peer together: options, beans, schedules, and what happens when it starts and stops. */
@NullMarked
package io.rangeswarm.peer.wiring;

import org.jspecify.annotations.NullMarked;
