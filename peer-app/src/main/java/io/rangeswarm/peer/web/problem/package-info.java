/** Every error of the peer as application/problem+json (RFC 9457), whatever part of the server noticed it. */
@NullMarked
package io.rangeswarm.peer.web.problem;

import org.jspecify.annotations.NullMarked;
