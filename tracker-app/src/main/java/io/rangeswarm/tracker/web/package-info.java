/** The REST API: requests become domain values, outcomes become answers and problems. */
@NullMarked
package io.rangeswarm.tracker.web;

import org.jspecify.annotations.NullMarked;
