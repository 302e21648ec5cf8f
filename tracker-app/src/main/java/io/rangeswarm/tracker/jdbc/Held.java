package io.rangeswarm.tracker.jdbc;

import io.rangeswarm.model.content.FileId;
import io.rangeswarm.tracker.core.swarm.PeerId;

/** Names a row of {@code holding}. */
record Held(PeerId peer, FileId file) {}
