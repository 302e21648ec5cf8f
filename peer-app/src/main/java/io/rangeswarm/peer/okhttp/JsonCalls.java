package io.rangeswarm.peer.okhttp;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.rangeswarm.model.api.Problem;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.peer.core.swarm.PeerEndpoint;
import io.rangeswarm.peer.core.swarm.Reply;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.slf4j.Logger;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** One JSON call and what came of it; everything that can go wrong ends as a {@link Reply}. */
final class JsonCalls {

    private static final MediaType JSON = MediaType.get("application/json");

    /** Longest answer that is read, in bytes: a list page or a manifest is well below. */
    private static final long ANSWER_BYTES_MAX = 8 << 20;

    private static final int LINE_LENGTH_MAX = 300;

    private final OkHttpClient client;
    private final Logger log;
    static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    JsonCalls(OkHttpClient client, Logger log) {
        this.client = client;
        this.log = log;
    }

    RequestBody body(Object value) {
        return RequestBody.create(MAPPER.writeValueAsBytes(value), JSON);
    }

    <T> Reply<T> call(PeerEndpoint endpoint, Request request, Class<T> type) {
        return call(endpoint, request, reader(type));
    }

    /** A call whose good answer has no body. */
    Reply<Boolean> call(PeerEndpoint endpoint, Request request) {
        return call(endpoint, request, ignored -> true);
    }

    /** For endpoints that others name: a request that cannot be made ends like one that nobody answers. */
    <T> Reply<T> callIfPossible(PeerEndpoint endpoint, Supplier<Request> request, Function<byte[], T> reader) {
        Request made;
        try {
            made = request.get();
        } catch (IllegalArgumentException noSuchUrl) {
            return new Reply.Unreachable<>(endpoint + " is no address: " + firstLine(noSuchUrl));
        }
        return call(endpoint, made, reader);
    }

    <T> Function<byte[], T> reader(Class<T> type) {
        return bytes -> MAPPER.readValue(bytes, type);
    }

    <T> Reply<T> call(PeerEndpoint endpoint, Request request, Function<byte[], T> reader) {
        long start = System.nanoTime();
        Reply<T> reply;
        try (Response response = client.newCall(request).execute()) {
            reply = read(endpoint, response, reader);
            log.debug(
                    "{} {} -> {} in {} ms",
                    request.method(),
                    request.url(),
                    response.code(),
                    (System.nanoTime() - start) / 1_000_000);
        } catch (IOException failed) {
            reply = new Reply.Unreachable<>(endpoint + " " + whyUnreachable(request, failed));
            log.debug("{} {} -> {}", request.method(), request.url(), reply.why());
        }
        return reply;
    }

    private <T> Reply<T> read(PeerEndpoint endpoint, Response response, Function<byte[], T> reader) throws IOException {
        byte[] body = boundedBody(response);
        if (!response.isSuccessful()) {
            return refused(endpoint, response.code(), body);
        }
        try {
            return new Reply.Answered<>(Objects.requireNonNull(reader.apply(body), "null"));
        } catch (JacksonException | IllegalArgumentException | NullPointerException nonsense) {
            return new Reply.Unreachable<>(endpoint + " does not answer as Rangeswarm would: " + firstLine(nonsense));
        }
    }

    private <T> Reply<T> refused(PeerEndpoint endpoint, int status, byte[] body) {
        Optional<Problem> problem = problem(body);
        Optional<ProblemType> type = problem.map(Problem::type).flatMap(ProblemType::ofUri);
        if (type.equals(Optional.of(ProblemType.ACCESS_TOKEN_NEEDED))) { // what it says is for people with browsers
            return new Reply.Refused<>(
                    status,
                    type,
                    endpoint + " needs the access token, or another one; give it with --access-token-file=FILE");
        }
        String detail = problem.map(Problem::detail)
                .map(JsonCalls::firstLine)
                .orElseGet(() -> endpoint + " answered " + status
                        + (type.isPresent() ? "" : ", and not as Rangeswarm would; is the address right?"));
        return new Reply.Refused<>(status, type, detail);
    }

    private Optional<Problem> problem(byte[] body) {
        try {
            return Optional.ofNullable(MAPPER.readValue(body, Problem.class));
        } catch (JacksonException notAProblem) {
            return Optional.empty();
        }
    }

    private static byte[] boundedBody(Response response) throws IOException {
        BufferedSource source = response.body().source();
        if (source.request(ANSWER_BYTES_MAX + 1)) {
            throw new IOException("sent an answer of more than " + ANSWER_BYTES_MAX + " bytes");
        }
        return source.readByteArray();
    }

    /** One line for people, to stand behind the endpoint. */
    static String whyUnreachable(Request request, IOException failed) {
        if (failed instanceof ConnectException) {
            return "refuses connections; is it running?";
        }
        if (failed instanceof UnknownHostException) {
            return "cannot be found: there is no such host";
        }
        if (failed instanceof SocketTimeoutException) {
            return "did not answer in time";
        }
        String hint = request.isHttps() ? TlsTrouble.hintAt(failed) : "";
        return TlsTrouble.of(failed).orElseGet(() -> "is not reachable: " + firstLine(failed) + hint);
    }

    private static String firstLine(Exception failure) {
        return firstLine(failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage());
    }

    /** Other machines write these texts: they must not fill the log, nor begin lines of their own in it. */
    private static String firstLine(String text) {
        String line = text.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", "?");
        return line.length() <= LINE_LENGTH_MAX ? line : line.substring(0, LINE_LENGTH_MAX) + "…";
    }
}
