package io.rangeswarm.peer.web.content;

import io.rangeswarm.model.api.ApiHeaders;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.ByteRange;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.upload.Requester;
import io.rangeswarm.peer.web.problem.Problems;
import io.rangeswarm.peer.web.upload.OpenFile;
import io.rangeswarm.peer.web.upload.OpenFiles;
import io.rangeswarm.peer.web.upload.Upload;
import io.rangeswarm.peer.web.upload.UploadLimit;
import io.rangeswarm.peer.web.upload.UploadSlots;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out a {@link ContentPlan} on a servlet's response. */
final class ContentResponder {

    private static final Logger s2p = LoggerFactory.getLogger("s2p");

    private final UploadSlots slots;
    private final OpenFiles files;
    private final UploadLimit limit;

    ContentResponder(UploadSlots slots, OpenFiles files, UploadLimit limit) {
        this.slots = slots;
        this.files = files;
        this.limit = limit;
    }

    /** Answers 405 and is false unless the method is GET or HEAD. */
    boolean allows(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getMethod().equals("GET") || request.getMethod().equals("HEAD")) {
            return true;
        }
        response.setHeader("Allow", "GET, HEAD");
        refuse(
                request,
                response,
                ProblemType.METHOD_NOT_ALLOWED,
                "content has the methods GET and HEAD, not " + request.getMethod());
        return false;
    }

    void refuse(HttpServletRequest request, HttpServletResponse response, ProblemType type, String detail)
            throws IOException {
        Problems.send(response, type, detail);
        log(request, response, 0);
    }

    void answer(HttpServletRequest request, HttpServletResponse response, Representation content, Holding holding)
            throws IOException {
        ContentPlan plan = ContentPlanner.plan(read(request), content);
        if (plan instanceof ContentPlan.Whole) {
            ByteRange whole = new ByteRange(0, content.length());
            if (request.getMethod().equals("HEAD")) {
                sendHead(request, response, content);
            } else {
                send(request, response, content, new Body(200, whole), holding);
            }
        } else if (plan instanceof ContentPlan.Part part) {
            send(request, response, content, new Body(206, part.range()), holding);
        } else if (plan instanceof ContentPlan.NotModified) {
            response.setStatus(304);
            ContentHeaders.ofNotModified(content).forEach(response::setHeader);
            log(request, response, 0);
        } else if (plan instanceof ContentPlan.RangeNotSatisfiable) {
            response.setStatus(416);
            ContentHeaders.ofRangeNotSatisfiable(content).forEach(response::setHeader);
            response.setContentLength(0);
            log(request, response, 0);
        } else if (plan instanceof ContentPlan.PreconditionFailed) {
            refuse(request, response, ProblemType.PRECONDITION_FAILED, "the entity tag is \"" + content.tag() + '"');
        } else {
            refuse(
                    request,
                    response,
                    ProblemType.CHUNK_NOT_HELD,
                    "this peer holds " + content.held() + ", and not all that was asked for");
        }
    }

    private record Body(int status, ByteRange part) {}

    private void send(
            HttpServletRequest request,
            HttpServletResponse response,
            Representation content,
            Body body,
            Holding holding)
            throws IOException {
        long length = body.part().length();
        Optional<OpenFile> file = files.use(holding);
        if (file.isEmpty()) {
            refuse(request, response, ProblemType.UNKNOWN_FILE, "this peer does not hold the file");
            return;
        }
        Optional<Upload> upload = slots.tryBegin(requester(request), holding.fileId(), length);
        if (upload.isEmpty()) {
            file.get().letGo();
            response.setHeader("Retry-After", "1");
            response.setHeader(ApiHeaders.RETRY_AFTER_MILLIS, Long.toString(slots.retryMillis()));
            refuse(
                    request,
                    response,
                    ProblemType.UNAVAILABLE,
                    "your share of " + slots.count() + " upload slots is taken");
            return;
        }
        response.setStatus(body.status());
        (body.status() == 206 ? ContentHeaders.ofPart(content, body.part()) : ContentHeaders.ofWhole(content))
                .forEach(response::setHeader);
        response.setContentLengthLong(length);
        log(request, response, length);
        FileBody.send(request, response, file.get(), content.inFile(body.part()), upload.get(), limit);
    }

    private void sendHead(HttpServletRequest request, HttpServletResponse response, Representation content) {
        ContentHeaders.ofWhole(content).forEach(response::setHeader);
        response.setContentLengthLong(content.length());
        log(request, response, 0);
    }

    static Requester requester(HttpServletRequest request) {
        return new Requester(
                request.getRemoteAddr(), header(request, ApiHeaders.PEER).orElse(""));
    }

    private static ContentRequest read(HttpServletRequest request) {
        return new ContentRequest(
                ContentRequest.Method.valueOf(request.getMethod()),
                header(request, "Range"),
                header(request, "If-Range"),
                header(request, "If-Match"),
                header(request, "If-None-Match"));
    }

    private static Optional<String> header(HttpServletRequest request, String name) {
        List<String> lines = Collections.list(request.getHeaders(name));
        return lines.isEmpty() ? Optional.empty() : Optional.of(String.join(",", lines));
    }

    private static void log(HttpServletRequest request, HttpServletResponse response, long length) {
        if (s2p.isDebugEnabled()) {
            s2p.debug(
                    "{} {} {} from {}:{}: {}, {} bytes",
                    request.getMethod(),
                    request.getRequestURI(),
                    header(request, "Range").orElse("whole"),
                    request.getRemoteAddr(),
                    request.getRemotePort(),
                    response.getStatus(),
                    length);
        }
    }
}
