/** Keeps the tracker told of what this peer holds, for as long as both live. */
@NullMarked
package io.rangeswarm.peer.core.registration;

import org.jspecify.annotations.NullMarked;
