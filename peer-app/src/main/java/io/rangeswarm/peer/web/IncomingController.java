package io.rangeswarm.peer.web;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.api.ShareView;
import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.share.IncomingFiles;
import io.rangeswarm.peer.core.share.IncomingFiles.Arrival;
import io.rangeswarm.peer.web.problem.ProblemException;
import io.rangeswarm.peer.web.upload.UploadSlots;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** For this machine's user: hands a file over, to lie in the share folder and be shared. */
@RestController
public final class IncomingController {

    private static final Logger log = LoggerFactory.getLogger(IncomingController.class);

    private final IncomingFiles incoming;
    private final Holdings holdings;
    private final UploadSlots slots;

    public IncomingController(IncomingFiles incoming, Holdings holdings, UploadSlots slots) {
        this.incoming = incoming;
        this.holdings = holdings;
        this.slots = slots;
    }

    /**
     * Whether a file of this name and length could be taken: 204, or why not. To be asked first, since a browser that is
     * sending a big body does not hear an early refusal.
     */
    @GetMapping(ApiPaths.SHARES_UPLOAD)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void ask(@RequestParam String name, @RequestParam long length) throws IOException {
        Optional<Arrival> objection = incoming.objection(named(name), bounded(length));
        if (objection.isPresent()) {
            throw refusal(objection.get());
        }
    }

    /** Takes the file, which is the body as it is, and shares it. */
    @PostMapping(path = ApiPaths.SHARES_UPLOAD, consumes = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    ShareView take(@RequestParam String name, HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() < 0) {
            throw new ProblemException(
                    ProblemType.INVALID_REQUEST, "the request must say its body's length", "Content-Length");
        }
        FileName fileName = named(name);
        Arrival arrival = incoming.receive(fileName, bounded(request.getContentLengthLong()), request.getInputStream());
        if (arrival instanceof Arrival.Shared shared) {
            log.info("'{}' was handed over and is shared", fileName);
            return holdings.find(shared.manifest().fileId())
                    .map(holding -> ShareViews.of(holding, slots))
                    .orElseThrow(() -> new ProblemException(
                            ProblemType.CONFLICT, "the file was there and has been taken away already"));
        }
        throw refusal(arrival);
    }

    private static FileName named(String name) {
        try {
            return new FileName(name);
        } catch (IllegalArgumentException refused) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, String.valueOf(refused.getMessage()), "name");
        }
    }

    private static long bounded(long length) {
        try {
            return new ChunkLayout(length).length();
        } catch (IllegalArgumentException refused) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, String.valueOf(refused.getMessage()), "length");
        }
    }

    private static ProblemException refusal(Arrival arrival) {
        if (arrival instanceof Arrival.NameTaken taken) {
            return new ProblemException(ProblemType.CONFLICT, taken.detail(), "name");
        }
        if (arrival instanceof Arrival.NoRoom full) {
            return new ProblemException(ProblemType.INSUFFICIENT_STORAGE, full.detail());
        }
        if (arrival instanceof Arrival.Busy busy) {
            return new ProblemException(
                    ProblemType.UNAVAILABLE, busy.atOnceMax() + " files come in already; try again after one of them");
        }
        return new ProblemException(ProblemType.INVALID_REQUEST, "the body ended before its length");
    }
}
