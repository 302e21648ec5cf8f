/** An append-only file of small records that a crash can cut short but not corrupt. */
@NullMarked
package io.rangeswarm.peer.core.recordlog;

import org.jspecify.annotations.NullMarked;
