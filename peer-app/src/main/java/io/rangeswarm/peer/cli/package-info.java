/** What people type: the options of a peer, and the commands that run once and end. */
@NullMarked
package io.rangeswarm.peer.cli;

import org.jspecify.annotations.NullMarked;
