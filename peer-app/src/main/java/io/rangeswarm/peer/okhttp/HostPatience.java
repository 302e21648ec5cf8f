package io.rangeswarm.peer.okhttp;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * How often a host is called that never answers as a peer would, whatever ports it is said to have: {@link #FAILURES_MAX}
 * times, and then not for ten minutes. So whoever names a third party as a source, with a thousand ports, makes no attack of
 * a swarm. A host at which any peer answers is not bounded here. Guarded by this; never held during a call.
 */
final class HostPatience implements Interceptor {

    /** Peers of one machine that are all gone take some tries each until they are given up. */
    static final int FAILURES_MAX = 500;

    private static final long REST_NANOS = 600_000_000_000L;
    private static final int HOSTS_MAX = 10_000;

    private final LongSupplier nanoTime;
    private final Map<String, Failures> failing = new LinkedHashMap<>();

    HostPatience(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @param since when the last of them was, in nanoseconds */
    private record Failures(int count, long since) {}

    @Override
    public Response intercept(Chain chain) throws IOException {
        String host = chain.request().url().host();
        PeerAddresses.requireCallable(host);
        if (isTooMuch(host)) {
            throw new IOException("is left alone: nothing at this host answered as a peer " + FAILURES_MAX + " times");
        }
        boolean answered = false;
        try {
            Response response = chain.proceed(chain.request());
            answered = isOfAPeer(response.code());
            return response;
        } finally {
            if (answered || !chain.call().isCanceled()) {
                note(host, answered);
            }
        }
    }

    /** A peer may be busy, lack a chunk or a file; any server could say that it knows no such path, or wants a login. */
    private static boolean isOfAPeer(int status) {
        return status < 300 || status == 304 || status == 416 || status == 503 || status == 504;
    }

    private synchronized boolean isTooMuch(String host) {
        Failures failures = failing.get(host);
        if (failures != null && nanoTime.getAsLong() - failures.since() > REST_NANOS) {
            failing.remove(host);
            return false;
        }
        return failures != null && failures.count() >= FAILURES_MAX;
    }

    private synchronized void note(String host, boolean answered) {
        if (answered) {
            failing.remove(host);
            return;
        }
        Failures before = failing.get(host);
        if (before == null && failing.size() >= HOSTS_MAX) {
            failing.remove(failing.keySet().iterator().next());
        }
        failing.put(host, new Failures(before == null ? 1 : before.count() + 1, nanoTime.getAsLong()));
    }
}
