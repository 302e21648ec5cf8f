/** What both apps do to be there sooner. */
@NullMarked
package io.rangeswarm.model.start;

import org.jspecify.annotations.NullMarked;
