/** What BitTorrent clients need beside the bytes themselves: SHA-1 hashes of pieces, and the torrent that names them. */
@NullMarked
package io.rangeswarm.peer.core.torrent;

import org.jspecify.annotations.NullMarked;
