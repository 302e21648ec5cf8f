/** Files and chunks as HTTP resources: a pure planner decides, a servlet carries it out. */
@NullMarked
package io.rangeswarm.peer.web.content;

import org.jspecify.annotations.NullMarked;
