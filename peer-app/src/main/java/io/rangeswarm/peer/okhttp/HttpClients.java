package io.rangeswarm.peer.okhttp;

import io.rangeswarm.model.api.ApiHeaders;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;

/** The clients' common settings: no redirects (a peer could send us anywhere), no cookies, bounded waits. */
public final class HttpClients {

    /** What this process calls itself among those at its address: not who it is, so nothing to keep secret. */
    static final String OWN_NAME = Long.toHexString(new SecureRandom().nextLong());

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(20);
    private static final int IDLE_CONNECTIONS_MAX = 64;

    private HttpClients() {}

    /** For short JSON calls: each ends within 20 seconds, and within {@code stallTimeout} of silence. */
    public static OkHttpClient forCalls(Duration stallTimeout) {
        return base(stallTimeout).callTimeout(CALL_TIMEOUT).build();
    }

    /** For chunks: as long as bytes keep coming a request may take its time. */
    public static OkHttpClient forChunks(Duration stallTimeout) {
        return base(stallTimeout)
                // The sockets watch over silence themselves: OkHttp would set an alarm for every 8 KiB.
                .readTimeout(Duration.ZERO)
                .socketFactory(new ChannelSockets(stallTimeout))
                // Set past OkHttp's cache, which would take the header for itself and answer 504 without asking
                // anybody.
                .addNetworkInterceptor(chain -> chain.proceed(chain.request()
                        .newBuilder()
                        .header("Cache-Control", "only-if-cached")
                        .header(ApiHeaders.PEER, OWN_NAME)
                        .build()))
                .addNetworkInterceptor(ConnectionUsed::note)
                .build();
    }

    private static OkHttpClient.Builder base(Duration stallTimeout) {
        return new OkHttpClient.Builder()
                // Every endpoint is http://. What TLS would need (trust stores, ciphers) takes 0.2 s to load.
                .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
                .connectTimeout(CONNECT_TIMEOUT)
                .readTimeout(stallTimeout)
                .writeTimeout(stallTimeout)
                .followRedirects(false)
                .followSslRedirects(false)
                .connectionPool(new ConnectionPool(IDLE_CONNECTIONS_MAX, 1, TimeUnit.MINUTES));
    }
}
