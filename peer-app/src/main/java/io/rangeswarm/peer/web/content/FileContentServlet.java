package io.rangeswarm.peer.web.content;

import io.rangeswarm.model.api.ApiHeaders;
import io.rangeswarm.model.api.ChunkNews;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.peer.core.exchange.ExchangeDesk;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.web.upload.OpenFiles;
import io.rangeswarm.peer.web.upload.UploadSlots;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code GET} and {@code HEAD /files/{fileId}} and {@code /files/{fileId}/{name}}: the bytes of a file. The name is one
 * by which this peer knows the file, or its last segment. To be mapped to {@code /files/*}.
 */
public final class FileContentServlet extends HttpServlet {

    private final transient Holdings holdings;
    private final transient ExchangeDesk desk;
    private final transient ContentResponder responder;

    /** @param desk hears, and answers, what peers say along with their requests */
    public FileContentServlet(Holdings holdings, ExchangeDesk desk, UploadSlots slots, OpenFiles files) {
        this.holdings = holdings;
        this.desk = desk;
        this.responder = new ContentResponder(slots, files);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!responder.allows(request, response)) {
            return;
        }
        String[] idAndName = RequestPath.below(request).split("/", 2);
        if (!Sha256.isHex(idAndName[0])) {
            responder.refuse(
                    request, response, ProblemType.INVALID_REQUEST, "fileId must be 64 hexadecimal digits (0-9 a-f)");
            return;
        }
        Optional<Holding> holding = holdings.find(FileId.parse(idAndName[0]));
        Optional<Path> file = holding.flatMap(Holding::verifiedPath);
        if (holding.isEmpty() || file.isEmpty()) {
            responder.refuse(request, response, ProblemType.UNKNOWN_FILE, "this peer does not hold the file");
            return;
        }
        Optional<String> label = label(holding.get(), idAndName.length == 2 ? idAndName[1] : "");
        if (label.isEmpty()) {
            responder.refuse(request, response, ProblemType.NOT_FOUND, "the file has another name here");
            return;
        }
        tellNews(request, response, holding.get());
        responder.answer(request, response, Representation.ofFile(holding.get(), label.get()), holding.get());
    }

    /** To those who told theirs: other clients would not know what to do with it. */
    private void tellNews(HttpServletRequest request, HttpServletResponse response, Holding holding) {
        Optional.ofNullable(request.getHeader(ApiHeaders.NEWS))
                .flatMap(ChunkNews::parse)
                .map(theirs -> desk.answerInPassing(holding, ContentResponder.requester(request), theirs))
                .ifPresent(ours -> response.setHeader(ApiHeaders.NEWS, ours.asHeader()));
    }

    /** What a browser is to call the file: the last segment of the name asked for, or of any if none was. */
    private static Optional<String> label(Holding holding, String asked) {
        if (asked.isEmpty()) {
            return Optional.of(holding.names().first().lastSegment());
        }
        return holding.names().stream()
                .filter(name -> name.value().equals(asked) || name.lastSegment().equals(asked))
                .map(FileName::lastSegment)
                .findFirst();
    }
}
