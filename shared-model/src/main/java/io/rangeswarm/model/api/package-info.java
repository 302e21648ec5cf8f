/** The JSON records of the tracker's and the peer's API: simple types that may be missing, before they are trusted. */
@NullMarked
package io.rangeswarm.model.api;

import org.jspecify.annotations.NullMarked;
