package io.rangeswarm.tracker.web;

import io.rangeswarm.model.api.ApiHeaders;
import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.tracker.core.swarm.Asker;
import io.rangeswarm.tracker.core.swarm.PeerRegistry;
import io.rangeswarm.tracker.core.swarm.PeerToken;
import io.rangeswarm.tracker.core.swarm.SeenSource;
import io.rangeswarm.tracker.core.swarm.Source;
import io.rangeswarm.tracker.core.swarm.Sources;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers to polls, put together from pieces: each source is written as JSON once for all who ask while its swarm is not
 * looked at again.
 */
@Component
final class LocationAnswers {

    static final int LIMIT_DEFAULT = 50;
    static final int LIMIT_MAX = 200;
    static final String CACHE_CONTROL = "no-cache";
    static final String VARY = "Authorization, " + ApiHeaders.HOLDS;

    private static final byte[] END = "]}".getBytes(StandardCharsets.ISO_8859_1);

    private final Sources sources;
    private final PeerRegistry peers;
    private final JsonMapper json;

    LocationAnswers(Sources sources, PeerRegistry peers, JsonMapper json) {
        this.sources = sources;
        this.peers = peers;
        this.json = json;
    }

    /** A body in pieces, most of which others are sent as well, and its ETag. */
    static final class Answered {

        private final List<byte[]> pieces;
        private final int length;
        private final String tag;

        private Answered(List<byte[]> pieces) {
            this.pieces = pieces;
            CRC32C sum = new CRC32C();
            int bytes = 0;
            for (byte[] piece : pieces) {
                sum.update(piece);
                bytes += piece.length;
            }
            this.length = bytes;
            this.tag = "\"" + Long.toHexString(sum.getValue()) + "-" + Integer.toHexString(bytes) + "\"";
        }

        /** Bytes of the body. */
        int length() {
            return length;
        }

        byte[] body() {
            ByteBuffer all = ByteBuffer.allocate(length);
            pieces.forEach(all::put);
            return all.array();
        }

        void writeTo(OutputStream out) throws IOException {
            for (byte[] piece : pieces) {
                out.write(piece);
            }
        }

        /**
         * The CRC-32C, which costs next to nothing, and the length, with quotes: a tag tells this answer from the asker's last
         * one.
         */
        String tag() {
            return tag;
        }
    }

    /**
     * Answers one poll. A token renews its peer's lease and leaves that peer out; one that is nobody's is ignored.
     *
     * @param holds the header of that name
     * @throws RefusedCall when no live peer shares the file
     * @throws InvalidRequest when what it holds is no bitfield of the file
     */
    Answered answer(FileId file, int limit, Optional<PeerToken> token, @Nullable String holds) {
        Asker asker = token.flatMap(peers::renewByToken).orElse(Asker.UNKNOWN);
        if (holds != null) {
            asker = new Asker(asker.id(), asker.zone(), holds(file, holds));
        }
        List<SeenSource> found = sources.of(file, limit, asker).orElseThrow(() -> RefusedCall.unknownFile(file.hex()));
        return assembled(file, found);
    }

    /**
     * As {@link #answer} for an asker that says nothing of what it holds, where nobody has to be asked for it; empty where
     * that is not so.
     */
    Optional<Answered> answerAtOnce(FileId file, int limit, Optional<PeerToken> token) {
        Optional<Asker> asker = token.isEmpty() ? Optional.of(Asker.UNKNOWN) : peers.knownByToken(token.get());
        return asker.flatMap(known -> sources.seen(file, limit, known)).map(found -> assembled(file, found));
    }

    private ChunkSet holds(FileId file, String base64) {
        int count = sources.chunkCount(file).orElseThrow(() -> RefusedCall.unknownFile(file.hex()));
        return InvalidRequest.reading(ApiHeaders.HOLDS, () -> {
            if (base64.length() > ApiHeaders.HOLDS_LENGTH_MAX) {
                throw new IllegalArgumentException("has at most " + ApiHeaders.HOLDS_LENGTH_MAX
                        + " characters; leave it out when it would be longer");
            }
            return ChunkSet.ofBitfield(count, Base64.getDecoder().decode(base64));
        });
    }

    private Answered assembled(FileId file, List<SeenSource> found) {
        byte[] head = ("{\"fileId\":\"" + file.hex() + "\",\"pollAfterMillis\":"
                        + peers.polled().toMillis() + ",\"peers\":[")
                .getBytes(StandardCharsets.ISO_8859_1);
        List<byte[]> pieces = new ArrayList<>(found.size() + 2);
        pieces.add(head);
        for (SeenSource source : found) {
            byte[] words = source.words(this::written);
            pieces.add(pieces.size() == 1 ? Arrays.copyOfRange(words, 1, words.length) : words);
        }
        pieces.add(END);
        return new Answered(pieces);
    }

    /** With a comma in front, so that an answer has half as many pieces. */
    private byte[] written(Source source) {
        byte[] location = json.writeValueAsBytes(
                Location.of(source.peerId().toString(), source.endpoint().url(), source.zone(), source.held()));
        return ByteBuffer.allocate(location.length + 1)
                .put((byte) ',')
                .put(location)
                .array();
    }
}
