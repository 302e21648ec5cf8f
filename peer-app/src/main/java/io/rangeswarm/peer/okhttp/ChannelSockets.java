package io.rangeswarm.peer.okhttp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.SocketFactory;

/** Makes a {@link ChannelSocket} for each connection. */
final class ChannelSockets extends SocketFactory {

    private final StallWatch watch;

    /** @param stallTimeout a read for which nothing comes for so long fails */
    ChannelSockets(Duration stallTimeout) {
        this.watch = new StallWatch(stallTimeout);
    }

    @Override
    public Socket createSocket() throws IOException {
        return ChannelSocket.open(watch);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    /** @throws IOException always: nothing here needs a certain local port */
    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        throw new IOException("a local address cannot be chosen");
    }

    /** @throws IOException always: nothing here needs a certain local port */
    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        throw new IOException("a local address cannot be chosen");
    }

    private Socket connected(InetSocketAddress endpoint) throws IOException {
        Socket socket = ChannelSocket.open(watch);
        try {
            socket.connect(endpoint);
            return socket;
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }
}
