/** Peers tell each other what they hold, whom they know and what they offer: the answering side, and who was met. */
@NullMarked
package io.rangeswarm.peer.core.exchange;

import org.jspecify.annotations.NullMarked;
