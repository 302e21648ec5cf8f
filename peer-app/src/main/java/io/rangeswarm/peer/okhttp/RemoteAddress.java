package io.rangeswarm.peer.okhttp;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Objects;
import okhttp3.Connection;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** The address that a request really went to, behind whatever name; a tag of the request, noted before it is answered. */
final class RemoteAddress {

    private volatile @Nullable InetAddress address;

    /** A network interceptor. */
    static Response note(Interceptor.Chain chain) throws IOException {
        RemoteAddress remote = chain.request().tag(RemoteAddress.class);
        Connection connection = chain.connection();
        if (remote != null && connection != null) {
            remote.address = connection.socket().getInetAddress();
        }
        return chain.proceed(chain.request());
    }

    /** Of an answered request that was tagged and made with {@link HttpClients#forChunks}. */
    static InetAddress of(Request request) {
        RemoteAddress remote = Objects.requireNonNull(request.tag(RemoteAddress.class), "the request has no tag");
        return Objects.requireNonNull(remote.address, "the client does not note addresses");
    }
}
