package io.rangeswarm.peer.web.content;

import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.holding.Holdings.HeldChunk;
import io.rangeswarm.peer.web.upload.OpenFiles;
import io.rangeswarm.peer.web.upload.UploadLimit;
import io.rangeswarm.peer.web.upload.UploadSlots;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code GET} and {@code HEAD /chunks/{sha256}}: one chunk by its hash, whatever file it is of. To be mapped to
 * {@code /chunks/*}.
 */
public final class ChunkContentServlet extends HttpServlet {

    private final transient Holdings holdings;
    private final transient ContentResponder responder;

    public ChunkContentServlet(Holdings holdings, UploadSlots slots, OpenFiles files, UploadLimit limit) {
        this.holdings = holdings;
        this.responder = new ContentResponder(slots, files, limit);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!responder.allows(request, response)) {
            return;
        }
        String hash = RequestPath.below(request);
        if (!Sha256.isHex(hash)) {
            responder.refuse(
                    request, response, ProblemType.INVALID_REQUEST, "sha256 must be 64 hexadecimal digits (0-9 a-f)");
            return;
        }
        Optional<HeldChunk> chunk = holdings.findChunk(Sha256.parse(hash));
        Optional<Path> file = chunk.flatMap(held -> held.holding().verifiedPath());
        if (chunk.isEmpty() || file.isEmpty()) {
            responder.refuse(request, response, ProblemType.NOT_FOUND, "this peer does not hold the chunk");
            return;
        }
        Representation content =
                Representation.ofChunk(chunk.get().holding(), chunk.get().index());
        responder.answer(request, response, content, chunk.get().holding());
    }
}
