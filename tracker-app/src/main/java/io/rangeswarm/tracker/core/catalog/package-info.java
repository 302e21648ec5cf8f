/** The files that live peers share: how they are listed, searched and described. */
@NullMarked
package io.rangeswarm.tracker.core.catalog;

import org.jspecify.annotations.NullMarked;
