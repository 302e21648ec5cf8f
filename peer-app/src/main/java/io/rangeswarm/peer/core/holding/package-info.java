/** What this peer holds, whole files and parts alike: the one place that serving, registering and listing ask. */
@NullMarked
package io.rangeswarm.peer.core.holding;

import org.jspecify.annotations.NullMarked;
