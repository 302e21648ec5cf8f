package io.rangeswarm.peer.web.upload;

import io.rangeswarm.model.net.ConnectionBounds;
import io.rangeswarm.model.net.LongestIdle;
import io.rangeswarm.model.net.PatientReads;
import java.io.IOException;
import java.net.BindException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketProperties;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts connections as {@link UploadConnection}s. */
final class UploadEndpoint extends NioEndpoint {

    /**
     * Bytes that each connection has for what it reads and writes, on the heap; strangers open thousands. A request and the
     * head of its answer are a few hundred bytes, and chunks do not pass here.
     */
    private static final int BUFFER = 2 << 10;

    private static final Logger log = LoggerFactory.getLogger(UploadEndpoint.class);

    private final PatientReads reads = new PatientReads();

    private int portsTried = 1;
    private UploadLimit limit = UploadLimit.none();
    private UploadSlots slots = new UploadSlots(1);
    private @Nullable UploadLoops loops;

    UploadEndpoint() {
        getSocketProperties().setAppReadBufSize(BUFFER);
        getSocketProperties().setAppWriteBufSize(BUFFER);
        // Tomcat would keep the buffers of closed connections for connections that it makes itself: none.
        getSocketProperties().setBufferPool(0);
    }

    void setPortsTried(int count) {
        portsTried = count;
    }

    /** What uploads are bounded by, from the next start on. */
    void setBounds(UploadLimit limit, UploadSlots slots) {
        this.limit = limit;
        this.slots = slots;
    }

    @Override
    public void startInternal() throws Exception {
        if (!isRunning()) {
            loops = new UploadLoops(Runtime.getRuntime().availableProcessors(), limit, slots);
            loops.start();
        }
        super.startInternal();
    }

    @Override
    public void stopInternal() {
        super.stopInternal();
        if (loops != null) {
            loops.stop();
        }
    }

    /** Tries the next port when one is taken: only binding tells for sure, whoever else starts at the same time. */
    @Override
    public void bind() throws Exception {
        for (int tried = 1; ; tried++) {
            try {
                super.bind();
                return;
            } catch (BindException taken) {
                if (tried >= portsTried || getPort() == 0) {
                    throw taken;
                }
                unbind();
                setPort(getPort() + 1);
            }
        }
    }

    int read(boolean block, PatientReads.Reader connection) throws IOException {
        return reads.read(block, connection, getMaxThreads());
    }

    @Override
    public void createExecutor() {
        super.createExecutor();
        if (getExecutor() instanceof ThreadPoolExecutor pool) {
            pool.setThreadFactory(new Workers(pool.getThreadFactory()));
        }
    }

    /** Tomcat tries again after a while, and would tell at length why. */
    @Override
    protected SocketChannel serverSocketAccept() throws Exception {
        try {
            return super.serverSocketAccept();
        } catch (IOException failed) {
            if (isRunning()) {
                log.warn("cannot accept a connection, and will try again: {}", failed.getMessage());
            }
            throw failed;
        }
    }

    /** As the inherited method of Tomcat 11.0, but for the class of the connection; one with TLS is Tomcat's own. */
    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
        makeRoom();
        if (isSSLEnabled()) {
            return super.setSocketOptions(socket);
        }
        UploadConnection connection = null;
        try {
            SocketProperties properties = getSocketProperties();
            NioChannel channel = createChannel(new SocketBufferHandler(
                    properties.getAppReadBufSize(), properties.getAppWriteBufSize(), properties.getDirectBuffer()));
            connection = new UploadConnection(channel, this, socket, Objects.requireNonNull(loops, "started"));
            channel.reset(socket, connection);
            connections.put(socket, connection);
            socket.configureBlocking(false);
            properties.setProperties(socket.socket());
            connection.setReadTimeout(getConnectionTimeout());
            connection.setWriteTimeout(getConnectionTimeout());
            connection.setKeepAliveLeft(getMaxKeepAliveRequests());
            getPoller().register(connection);
            return true;
        } catch (IOException | RuntimeException failed) {
            log.debug("cannot set up a connection from {}", socket, failed);
            if (connection == null) {
                destroySocket(socket);
            }
            return false; // the caller closes the socket
        }
    }

    /** Or Tomcat would accept nobody when there are as many as there may be, until one has been idle for its whole time. */
    private void makeRoom() {
        int spare = ConnectionBounds.spare(getMaxConnections());
        if (getConnectionCount() > getMaxConnections() - spare) {
            LongestIdle.of(connections.values(), UploadEndpoint::isIdle, UploadEndpoint::usedAt, spare)
                    .forEach(UploadEndpoint::closeIfIdle);
        }
    }

    /** Waits for its client to begin a call; Tomcat's poller takes the interest away from whatever has one to be read. */
    private static boolean isIdle(SocketWrapperBase<NioChannel> connection) {
        return connection instanceof NioSocketWrapper some
                && some.interestOps() == SelectionKey.OP_READ
                && some.getCurrentProcessor() == null
                && isKnownToPoller(some.getSocket().getIOChannel());
    }

    /** Which would complain of one that was closed before; of a closed one there is no channel. */
    private static boolean isKnownToPoller(@Nullable SocketChannel channel) {
        return channel != null && channel.isRegistered();
    }

    private static long usedAt(SocketWrapperBase<NioChannel> connection) {
        return connection instanceof NioSocketWrapper some
                ? Math.max(some.getLastRead(), some.getLastWrite())
                : Long.MAX_VALUE;
    }

    private static void closeIfIdle(SocketWrapperBase<NioChannel> connection) {
        if (connection.getLock().tryLock()) {
            try {
                if (isIdle(connection)) {
                    connection.close();
                }
            } finally {
                connection.getLock().unlock();
            }
        }
    }
}
