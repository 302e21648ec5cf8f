/** How many uploads run at once, and knowing when each really ends, also when the kernel sends it (sendfile). */
@NullMarked
package io.rangeswarm.peer.web.upload;

import org.jspecify.annotations.NullMarked;
