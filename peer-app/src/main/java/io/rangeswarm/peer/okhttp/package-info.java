/** Talks HTTP to trackers and other peers, with OkHttp. */
@NullMarked
package io.rangeswarm.peer.okhttp;

import org.jspecify.annotations.NullMarked;
