/** The files that the pages of both apps are made of. */
@NullMarked
package io.rangeswarm.model.page;

import org.jspecify.annotations.NullMarked;
