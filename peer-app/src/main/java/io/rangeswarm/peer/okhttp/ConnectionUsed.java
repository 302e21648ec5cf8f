package io.rangeswarm.peer.okhttp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Objects;
import java.util.Optional;
import okhttp3.Connection;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** The connection that a request was made on; a tag of the request, noted before it is answered. */
final class ConnectionUsed {

    private volatile @Nullable Socket socket;

    /** A network interceptor. */
    static Response note(Interceptor.Chain chain) throws IOException {
        ConnectionUsed used = chain.request().tag(ConnectionUsed.class);
        Connection connection = chain.connection();
        if (used != null && connection != null) {
            used.socket = connection.socket();
        }
        return chain.proceed(chain.request());
    }

    /** Of an answered request that was tagged and made with {@link HttpClients#forChunks}. */
    static ConnectionUsed by(Request request) {
        return Objects.requireNonNull(request.tag(ConnectionUsed.class), "the request has no tag");
    }

    /** The address that the request really went to, behind whatever name. */
    InetAddress remoteAddress() {
        return Objects.requireNonNull(socket, "the client does not note connections")
                .getInetAddress();
    }

    /** The socket, if it is one that can be read past OkHttp. */
    Optional<ChannelSocket> channelSocket() {
        return socket instanceof ChannelSocket channelSocket ? Optional.of(channelSocket) : Optional.empty();
    }
}
