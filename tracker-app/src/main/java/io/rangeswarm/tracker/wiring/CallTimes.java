package io.rangeswarm.tracker.wiring;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.rangeswarm.model.api.ApiPaths;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Times every call, also those that are answered before Spring sees them. Its labels say what kind of call it was and
 * how it ended, never of which peer or file. Safe for many threads.
 */
final class CallTimes extends ValveBase {

    /** Enough for a percentile, few enough for a tracker to have hundreds of series and not thousands. */
    private static final Duration[] BUCKETS = IntStream.of(1, 2, 5, 10, 25, 50, 100, 250, 1000, 5000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private static final List<String> OUTCOMES = List.of("1xx", "2xx", "3xx", "4xx", "5xx");

    private final Map<Kind, List<Timer>> timers = new EnumMap<>(Kind.class);

    /** Told apart by what their paths end in. */
    private enum Kind {
        CHUNK_REGISTRATION("POST", "/chunks"),
        LOCATION_POLL("GET", "/locations"),
        HEARTBEAT("PUT", "/lease"),
        FILE_REGISTRATION("POST", "/files"),
        PEER_REGISTRATION("POST", ApiPaths.PEERS),
        FILE_LIST("GET", ApiPaths.FILES),
        MANIFEST("GET", "/manifest"),
        OTHER("", "");

        private static final Kind[] ALL = values();

        private final String method;
        private final String end;

        Kind(String method, String end) {
            this.method = method;
            this.end = end;
        }

        static Kind of(Request request) {
            String path = request.getRequestURI();
            for (Kind kind : ALL) {
                if (path != null && path.endsWith(kind.end) && kind.method.equals(request.getMethod())) {
                    return kind;
                }
            }
            return OTHER;
        }
    }

    CallTimes(MeterRegistry registry) {
        super(true);
        for (Kind kind : Kind.values()) {
            timers.put(
                    kind,
                    OUTCOMES.stream()
                            .map(outcome -> Timer.builder("rangeswarm.tracker.calls")
                                    .description("How long calls took, from their head to the end of the answer")
                                    .tag("call", kind.name().toLowerCase(Locale.ROOT))
                                    .tag("outcome", outcome)
                                    .serviceLevelObjectives(BUCKETS)
                                    .register(registry))
                            .toList());
        }
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        long start = System.nanoTime();
        try {
            getNext().invoke(request, response);
        } finally {
            if (request.isAsync()) {
                request.getAsyncContextInternal().addListener(new Ending(() -> record(request, response, start)));
            } else {
                record(request, response, start);
            }
        }
    }

    private void record(Request request, Response response, long start) {
        List<Timer> ofKind = timers.getOrDefault(Kind.of(request), List.of());
        int outcome = Math.max(1, Math.min(response.getStatus() / 100, ofKind.size()));
        ofKind.get(outcome - 1).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }

    /** Of a call that is answered on another thread than it began on. */
    private record Ending(Runnable record) implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent end) {
            record.run();
        }

        @Override
        public void onTimeout(AsyncEvent none) {}

        @Override
        public void onError(AsyncEvent completedAfterwards) {}

        @Override
        public void onStartAsync(AsyncEvent again) {}
    }
}
