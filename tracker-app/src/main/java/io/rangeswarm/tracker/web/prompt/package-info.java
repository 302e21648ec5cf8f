/** Answers to calls that need nobody to be waited for, on the thread that heard of them. */
@NullMarked
package io.rangeswarm.tracker.web.prompt;

import org.jspecify.annotations.NullMarked;
