package io.rangeswarm.peer.okhttp;

import io.rangeswarm.model.api.ApiHeaders;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** The clients' common settings: no redirects (a peer could send us anywhere), no cookies, bounded waits. */
public final class HttpClients {

    /** What this process calls itself among those at its address: not who it is, so nothing to keep secret. */
    static final String OWN_NAME = Long.toHexString(new SecureRandom().nextLong());

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(20);
    private static final int IDLE_CONNECTIONS_MAX = 64;

    private HttpClients() {}

    /** For short JSON calls in an open swarm. */
    public static OkHttpClient forCalls(Duration stallTimeout) {
        return forCalls(new ClientSetup(stallTimeout));
    }

    /** For short JSON calls: each ends within 20 seconds, and within its stall timeout of silence. */
    public static OkHttpClient forCalls(ClientSetup setup) {
        return base(setup).callTimeout(CALL_TIMEOUT).build();
    }

    /** The same for calls to peers, whom others name. */
    public static OkHttpClient forPeers(ClientSetup setup) {
        return guarded(base(setup)).callTimeout(CALL_TIMEOUT).build();
    }

    /** For chunks of an open swarm. */
    public static OkHttpClient forChunks(Duration stallTimeout) {
        return forChunks(new ClientSetup(stallTimeout));
    }

    /** For chunks: as long as bytes keep coming a request may take its time. */
    public static OkHttpClient forChunks(ClientSetup setup) {
        return guarded(base(setup))
                // The sockets watch over silence themselves: OkHttp would set an alarm for every 8 KiB. And a request
                // is smaller than what a socket takes without its receiver.
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .socketFactory(new ChannelSockets(setup.stallTimeout()))
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

    private static OkHttpClient.Builder guarded(OkHttpClient.Builder client) {
        return client.dns(new PeerAddresses(Dns.SYSTEM)).addInterceptor(new HostPatience(System::nanoTime));
    }

    private static OkHttpClient.Builder base(ClientSetup setup) {
        OkHttpClient.Builder client = new OkHttpClient.Builder()
                // What TLS needs (trust stores, ciphers) takes 0.2 s to load: only where somebody speaks it.
                .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectTimeout(CONNECT_TIMEOUT)
                .readTimeout(setup.stallTimeout())
                .writeTimeout(setup.stallTimeout())
                .followRedirects(false)
                .followSslRedirects(false)
                .connectionPool(new ConnectionPool(IDLE_CONNECTIONS_MAX, 1, TimeUnit.MINUTES));
        setup.tls()
                .ifPresent(tls -> client.connectionSpecs(List.of(ConnectionSpec.MODERN_TLS, ConnectionSpec.CLEARTEXT))
                        .sslSocketFactory(tls.sockets(), tls.trust()));
        setup.token()
                .ifPresent(token -> client.addInterceptor(chain -> chain.proceed(chain.request()
                        .newBuilder()
                        .header(ApiHeaders.ACCESS, token.value())
                        .build())));
        return client;
    }
}
