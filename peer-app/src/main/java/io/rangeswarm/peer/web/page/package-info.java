/** The peer's page: its files, and what strangers are told in its place. */
@NullMarked
package io.rangeswarm.peer.web.page;

import org.jspecify.annotations.NullMarked;
