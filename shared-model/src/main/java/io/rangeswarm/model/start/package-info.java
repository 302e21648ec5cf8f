/** What both apps do to be there sooner, and never to be there by half. */
@NullMarked
package io.rangeswarm.model.start;

import org.jspecify.annotations.NullMarked;
