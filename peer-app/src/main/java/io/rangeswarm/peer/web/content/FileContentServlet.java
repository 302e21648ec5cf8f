package io.rangeswarm.peer.web.content;

import io.rangeswarm.model.api.ApiHeaders;
import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ChunkNews;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.peer.core.exchange.ExchangeDesk;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.holding.Holdings;
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
 * {@code GET} and {@code HEAD /files/{fileId}} and {@code /files/{fileId}/{name}}: the bytes of a file, by whatever name,
 * because peers may have the same bytes under different ones, and a link leads to any of them; and its torrent. To be
 * mapped to {@code /files/*}.
 */
public final class FileContentServlet extends HttpServlet {

    private final transient Holdings holdings;
    private final transient ExchangeDesk desk;
    private final transient TorrentResponder torrents;
    private final transient ContentResponder responder;

    /** @param desk hears, and answers, what peers say along with their requests */
    public FileContentServlet(
            Holdings holdings,
            ExchangeDesk desk,
            TorrentResponder torrents,
            UploadSlots slots,
            OpenFiles files,
            UploadLimit limit) {
        this.holdings = holdings;
        this.desk = desk;
        this.torrents = torrents;
        this.responder = new ContentResponder(slots, files, limit);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!responder.allows(request, response)) {
            return;
        }
        String[] idAndName = RequestPath.below(request).split("/", 2);
        boolean torrent = idAndName.length == 1 && idAndName[0].endsWith(ApiPaths.TORRENT_SUFFIX);
        String id = torrent
                ? idAndName[0].substring(0, idAndName[0].length() - ApiPaths.TORRENT_SUFFIX.length())
                : idAndName[0];
        if (!Sha256.isHex(id)) {
            responder.refuse(
                    request, response, ProblemType.INVALID_REQUEST, "fileId must be 64 hexadecimal digits (0-9 a-f)");
            return;
        }
        Optional<Holding> holding = holdings.find(FileId.parse(id));
        Optional<Path> file = holding.flatMap(Holding::verifiedPath);
        if (holding.isEmpty() || file.isEmpty()) {
            responder.refuse(request, response, ProblemType.UNKNOWN_FILE, "this peer does not hold the file");
            return;
        }
        if (torrent) {
            torrents.answer(request, response, holding.get());
            return;
        }
        String label = label(holding.get(), idAndName.length == 2 ? idAndName[1] : "");
        tellNews(request, response, holding.get());
        responder.answer(request, response, Representation.ofFile(holding.get(), label), holding.get());
    }

    /** To those who told theirs: other clients would not know what to do with it. */
    private void tellNews(HttpServletRequest request, HttpServletResponse response, Holding holding) {
        Optional.ofNullable(request.getHeader(ApiHeaders.NEWS))
                .flatMap(ChunkNews::parse)
                .map(theirs -> desk.answerInPassing(holding, ContentResponder.requester(request), theirs))
                .ifPresent(ours -> response.setHeader(ApiHeaders.NEWS, ours.asHeader()));
    }

    /**
     * What a browser is to call the file: the last segment of the name asked for if it is one of the file's here, or of
     * any that is. Never what a stranger's link says: it could make a program of a picture.
     */
    private static String label(Holding holding, String asked) {
        return holding.names().stream()
                .filter(name -> name.value().equals(asked) || name.lastSegment().equals(asked))
                .findFirst()
                .orElseGet(() -> holding.names().first())
                .lastSegment();
    }
}
