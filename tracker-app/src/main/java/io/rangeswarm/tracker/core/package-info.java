/** What the tracker is without any technology: the catalog of files and the swarm of peers. */
@NullMarked
package io.rangeswarm.tracker.core;

import org.jspecify.annotations.NullMarked;
