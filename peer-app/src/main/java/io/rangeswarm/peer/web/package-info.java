/** The peer's HTTP side: its JSON API, who may call it, and how Tomcat is set up for it. */
@NullMarked
package io.rangeswarm.peer.web;

import org.jspecify.annotations.NullMarked;
