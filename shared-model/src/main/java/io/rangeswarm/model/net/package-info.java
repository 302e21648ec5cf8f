/** What can be told of network addresses and connections by themselves: where a peer can be, and who has to go when there are too many. */
@NullMarked
package io.rangeswarm.model.net;

import org.jspecify.annotations.NullMarked;
