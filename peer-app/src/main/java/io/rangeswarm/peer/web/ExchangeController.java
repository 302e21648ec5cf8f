package io.rangeswarm.peer.web;

import io.rangeswarm.model.api.ApiHeaders;
import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ChunkExchange;
import io.rangeswarm.model.api.ChunkExchanged;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.peer.core.exchange.Asker;
import io.rangeswarm.peer.core.exchange.ExchangeDesk;
import io.rangeswarm.peer.web.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where peers tell each other what they hold. A swarm does this many times a second, so it reads and writes its bodies
 * itself.
 *
 * <p>Only JSON is taken, which no web page can send to another origin without asking first: or a browser inside a
 * network could be made to introduce peers to each other.
 */
@RestController
public final class ExchangeController {

    private static final Logger log = LoggerFactory.getLogger("s2p");

    private final ExchangeDesk desk;

    public ExchangeController(ExchangeDesk desk) {
        this.desk = desk;
    }

    /** Takes in what the caller holds, and answers with what this peer holds, whom it knows and what it offers. */
    @PostMapping(path = ApiPaths.FILE_EXCHANGE, consumes = MediaType.APPLICATION_JSON_VALUE)
    void exchange(@PathVariable String fileId, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        FileId id = parsed(fileId);
        ChunkExchange asked = ExchangeJson.read(request.getInputStream());
        ChunkExchanged answer = answer(id, askerOf(request), asked);
        byte[] body = ExchangeJson.written(answer);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        if (log.isDebugEnabled()) {
            log.debug(
                    "exchange about {} with {}: {} offers, {} peers",
                    id.abbreviated(),
                    request.getRemoteAddr(),
                    answer.offers().size(),
                    answer.peers().size());
        }
    }

    private ChunkExchanged answer(FileId fileId, Asker asker, ChunkExchange asked) {
        Optional<ChunkExchanged> answer;
        try {
            answer = desk.answer(fileId, asker, asked);
        } catch (IllegalArgumentException notOfThisFile) {
            throw ExchangeJson.invalid(notOfThisFile);
        }
        return answer.orElseThrow(() ->
                new ProblemException(ProblemType.UNKNOWN_FILE, "this peer has nothing to do with the file " + fileId));
    }

    private static Asker askerOf(HttpServletRequest request) {
        try {
            return new Asker(request.getRemoteAddr(), Optional.ofNullable(request.getHeader(ApiHeaders.PEER)));
        } catch (IllegalArgumentException tooLong) {
            throw ExchangeJson.invalid(tooLong);
        }
    }

    private static FileId parsed(String fileId) {
        try {
            return FileId.parse(fileId);
        } catch (IllegalArgumentException malformed) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, String.valueOf(malformed.getMessage()), "fileId");
        }
    }
}
