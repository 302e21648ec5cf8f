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
import java.nio.charset.StandardCharsets;
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

    private static final byte[] END = {']', '}'};

    private final Sources sources;
    private final PeerRegistry peers;
    private final JsonMapper json;

    LocationAnswers(Sources sources, PeerRegistry peers, JsonMapper json) {
        this.sources = sources;
        this.peers = peers;
        this.json = json;
    }

    /** A body, not to be changed, and its ETag with its quotes. */
    static final class Answered {

        private final byte[] body;
        private final String tag;

        private Answered(byte[] body, String tag) {
            this.body = body;
            this.tag = tag;
        }

        byte[] body() {
            return body;
        }

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
        byte[][] pieces = new byte[found.size()][];
        int length = head.length + END.length + Math.max(0, pieces.length - 1);
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = found.get(i).words(this::written);
            length += pieces[i].length;
        }
        byte[] body = new byte[length];
        System.arraycopy(head, 0, body, 0, head.length);
        int at = head.length;
        for (int i = 0; i < pieces.length; i++) {
            if (i > 0) {
                body[at++] = ',';
            }
            System.arraycopy(pieces[i], 0, body, at, pieces[i].length);
            at += pieces[i].length;
        }
        System.arraycopy(END, 0, body, at, END.length);
        return new Answered(body, tag(body));
    }

    private byte[] written(Source source) {
        return json.writeValueAsBytes(
                Location.of(source.peerId().toString(), source.endpoint().url(), source.zone(), source.held()));
    }

    /** The CRC-32C, which costs next to nothing, and the length: a tag tells this answer from the asker's last one. */
    private static String tag(byte[] body) {
        CRC32C sum = new CRC32C();
        sum.update(body);
        return "\"" + Long.toHexString(sum.getValue()) + "-" + Integer.toHexString(body.length) + "\"";
    }
}
