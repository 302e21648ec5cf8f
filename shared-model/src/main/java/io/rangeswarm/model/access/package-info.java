/** Who may call: the access token, links signed with it, and where both apps have it from; nothing here does network I/O. */
@NullMarked
package io.rangeswarm.model.access;

import org.jspecify.annotations.NullMarked;
