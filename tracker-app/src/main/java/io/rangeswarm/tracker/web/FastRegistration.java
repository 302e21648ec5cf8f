package io.rangeswarm.tracker.web;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.tracker.core.swarm.Answer;
import io.rangeswarm.tracker.core.swarm.PeerId;
import io.rangeswarm.tracker.core.swarm.PeerToken;
import io.rangeswarm.tracker.core.swarm.Sharing;
import io.rangeswarm.tracker.web.prompt.PromptConnection;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** A chunk registration, as peers send it. */
@Component
final class FastRegistration {

    private static final String PEERS = ApiPaths.PEERS + "/";
    private static final String OF_FILES = "/files/";
    private static final String CHUNKS = "/chunks";
    private static final int UUID_LENGTH = 36;
    private static final int FILE_AT = PEERS.length() + UUID_LENGTH + OF_FILES.length();

    /** Of a registration, in bytes: all the chunks of a file of 8,192 in one. */
    private static final int BODY_MAX = 64 << 10;

    private final Sharing sharing;
    private final CallsInPlace calls;

    FastRegistration(Sharing sharing, CallsInPlace calls) {
        this.sharing = sharing;
        this.calls = calls;
    }

    static boolean isAt(String path) {
        return path.length() == FILE_AT + Sha256.HEX_LENGTH + CHUNKS.length()
                && path.startsWith(PEERS)
                && path.startsWith(OF_FILES, PEERS.length() + UUID_LENGTH)
                && path.endsWith(CHUNKS);
    }

    void answer(HttpServletRequest request, HttpServletResponse response, String path, PassOn otherwise)
            throws IOException, ServletException {
        Optional<PeerToken> token = Callers.token(request.getHeader(HttpHeaders.AUTHORIZATION));
        int length = request.getContentLength();
        String type = request.getContentType();
        if (token.isEmpty() || length < 0 || length > BODY_MAX || type == null || !type.startsWith(CallsInPlace.JSON)) {
            otherwise.passOn(request);
            return;
        }
        byte[] body = request.getInputStream().readNBytes(length);
        int[] indexes = ChunkIndexes.parse(body);
        PeerId peer = peerId(path.substring(PEERS.length(), PEERS.length() + UUID_LENGTH));
        FileId file = FastCalls.fileId(path.substring(FILE_AT, FILE_AT + Sha256.HEX_LENGTH));
        if (indexes == null || peer == null || file == null) {
            otherwise.passOn(new ReadRequest(request, body));
            return;
        }
        if (!PromptConnection.isHere()) { // of workers there are only so many, and so of calls that wait
            calls.answer(
                    request,
                    response,
                    () -> CallsInPlace.send(
                            response,
                            json(sharing.registerChunks(peer, token.get(), file, indexes)
                                    .orElseThrow(RefusedCall::of))));
            return;
        }
        CompletableFuture<Answer<Sharing.Progress>> coming =
                sharing.registerChunksLater(peer, token.get(), file, indexes);
        AsyncContext later = CallsInPlace.later(request, response);
        Runnable end = PromptConnection.inTurn(() -> {
            if (coming.isCompletedExceptionally() || coming.join() instanceof Answer.Refused) {
                // which takes longer, and others wait behind this thread
                later.start(
                        PromptConnection.inTurn(() -> calls.finish(later, request, response, () -> refuse(coming))));
            } else {
                calls.finish(
                        later,
                        request,
                        response,
                        () -> CallsInPlace.send(response, json(coming.join().orElseThrow(RefusedCall::of))));
            }
        });
        CompletableFuture<?> unused = coming.whenComplete((answer, failed) -> end.run());
    }

    private byte[] json(Sharing.Progress progress) {
        return ("{\"held\":" + progress.held().size() + ",\"of\":"
                        + progress.held().count() + ",\"registerAfterMillis\":"
                        + sharing.registerAfter().toMillis() + "}")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void refuse(CompletableFuture<Answer<Sharing.Progress>> coming) {
        try {
            coming.join().orElseThrow(RefusedCall::of);
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException known ? known : failed;
        }
    }

    private static @Nullable PeerId peerId(String text) {
        try {
            return PeerId.parse(text);
        } catch (IllegalArgumentException none) {
            return null;
        }
    }
}
