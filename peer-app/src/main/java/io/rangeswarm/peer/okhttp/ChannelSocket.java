package io.rangeswarm.peer.okhttp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A socket whose reader can have bytes put straight into a direct buffer, past OkHttp's segments of 8 KiB. OkHttp still
 * has to count every byte of a body, or it would not know where the next answer begins: so once the buffer has got them,
 * reads return as many bytes of no meaning ("owed"). Whoever reads OkHttp's stream meanwhile has to throw those away.
 *
 * <p>One thread at a time reads, as everywhere in HTTP/1.1; any may close.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // the channel has locks of its own, and close() may not wait
final class ChannelSocket extends Socket {

    private final SocketChannel channel;
    private final Socket adaptor;
    private final InputStream input = new Input();
    private final StallWatch watch;
    private @Nullable ByteBuffer target;
    private int owed;

    /** Of {@link System#nanoTime}, while a read is under way; else 0. */
    private volatile long readingSince;

    private volatile boolean stalled;

    private ChannelSocket(SocketChannel channel, StallWatch watch) throws SocketException {
        super((SocketImpl) null);
        this.channel = channel;
        this.adaptor = channel.socket();
        this.watch = watch;
    }

    /** @param watch ends reads that wait in vain */
    static ChannelSocket open(StallWatch watch) throws IOException {
        ChannelSocket socket = new ChannelSocket(SocketChannel.open(), watch);
        watch.opened(socket);
        return socket;
    }

    /** From now on what comes goes into {@code buffer}, as much as it has room for; null: nowhere but to the reader. */
    void divertTo(@Nullable ByteBuffer buffer) {
        target = buffer;
    }

    /** Count of bytes that went into the buffer and that the stream has still to make up for. */
    int owed() {
        return owed;
    }

    private final class Input extends InputStream {

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (owed == 0) {
                ByteBuffer direct = target;
                boolean diverted = direct != null && direct.hasRemaining();
                int read = watched(() -> diverted
                        ? channel.read(direct)
                        : adaptor.getInputStream().read(bytes, offset, length));
                if (read <= 0 || !diverted) {
                    return read;
                }
                owed = read;
            }
            int madeUpFor = Math.min(owed, length);
            owed -= madeUpFor;
            return madeUpFor;
        }

        @Override
        public int available() throws IOException {
            return owed;
        }

        @Override
        public void close() throws IOException {
            ChannelSocket.this.close();
        }
    }

    private interface Read {
        int run() throws IOException;
    }

    /** A channel in blocking mode has no timeout of its own. */
    private int watched(Read read) throws IOException {
        readingSince = System.nanoTime() | 1; // 0 is for none
        try {
            return read.run();
        } catch (IOException failed) {
            throw stalled ? new SocketTimeoutException("nothing came") : failed;
        } finally {
            readingSince = 0;
        }
    }

    /** Ends a read that has waited for {@code timeoutNanos}, by closing the socket. From any thread. */
    void endIfStalled(long now, long timeoutNanos) {
        long since = readingSince;
        if (since != 0 && now - since >= timeoutNanos) {
            stalled = true;
            try {
                close();
            } catch (IOException ignored) {
                // What was to be ended has ended.
            }
        }
    }

    @Override
    public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
        adaptor.connect(endpoint, timeoutMillis);
        adaptor.setTcpNoDelay(true);
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
        connect(endpoint, 0);
    }

    @Override
    public InputStream getInputStream() {
        return input;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return adaptor.getOutputStream();
    }

    @Override
    public void close() throws IOException {
        watch.closed(this);
        channel.close();
    }

    @Override
    public boolean isConnected() {
        return adaptor.isConnected();
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public boolean isInputShutdown() {
        return adaptor.isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return adaptor.isOutputShutdown();
    }

    @Override
    public void shutdownInput() throws IOException {
        adaptor.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        adaptor.shutdownOutput();
    }

    @Override
    public void setSoTimeout(int timeoutMillis) throws SocketException {
        adaptor.setSoTimeout(timeoutMillis);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return adaptor.getSoTimeout();
    }

    @Override
    public InetAddress getInetAddress() {
        return adaptor.getInetAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return adaptor.getLocalAddress();
    }

    @Override
    public int getPort() {
        return adaptor.getPort();
    }

    @Override
    public int getLocalPort() {
        return adaptor.getLocalPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return adaptor.getRemoteSocketAddress();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return adaptor.getLocalSocketAddress();
    }

    @Override
    public String toString() {
        return adaptor.toString();
    }
}
