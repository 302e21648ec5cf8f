/** What can be told of a network address by itself: whether it is private, and whether any peer can be there. */
@NullMarked
package io.rangeswarm.model.net;

import org.jspecify.annotations.NullMarked;
