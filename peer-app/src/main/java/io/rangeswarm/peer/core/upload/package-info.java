/** Who may send next, and how much of it: the decisions about uploads, without threads, sockets or a clock. */
@NullMarked
package io.rangeswarm.peer.core.upload;

import org.jspecify.annotations.NullMarked;
