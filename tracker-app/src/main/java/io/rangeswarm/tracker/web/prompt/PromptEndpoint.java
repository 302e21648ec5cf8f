package io.rangeswarm.tracker.web.prompt;

import io.rangeswarm.model.net.ConnectionBounds;
import io.rangeswarm.model.net.LongestIdle;
import io.rangeswarm.model.net.PatientReads;
import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketProperties;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts connections as {@link PromptConnection}s, and lets them say on which thread they go on. */
final class PromptEndpoint extends NioEndpoint {

    /** Polls that have begun in place and not ended, because a worker asks the database for them. */
    private static final int POLLS_MAX = 64;

    /** Registrations that wait for their commit; with so many it is worth its while. */
    private static final int REGISTRATIONS_MAX = 128;

    private static final Logger log = LoggerFactory.getLogger(PromptEndpoint.class);

    private final AtomicInteger slowReaders = new AtomicInteger();
    private final Turns polls = new Turns(POLLS_MAX);
    private final Turns registrations = new Turns(REGISTRATIONS_MAX);
    private final BorrowedBuffers.Lender buffers = new BorrowedBuffers.Lender();

    private final PatientReads reads = new PatientReads();
    private final Relief relief = new Relief(
            Runtime.getRuntime().availableProcessors(), new Workers(work -> new Thread(work, getName() + "-relief")));

    PromptEndpoint() {
        getSocketProperties().setAppReadBufSize(BorrowedBuffers.READ_BYTES); // with TLS, too
        getSocketProperties().setAppWriteBufSize(BorrowedBuffers.WRITE_BYTES);
        // Tomcat would keep the buffers of closed connections for connections that it makes itself: none.
        getSocketProperties().setBufferPool(0);
    }

    /** How many calls can be under way at once, each with objects of Tomcat's. */
    int callsMax() {
        return getMaxThreads() + POLLS_MAX + REGISTRATIONS_MAX;
    }

    /** How many connections have an answer that their client does not take. */
    AtomicInteger slowReaders() {
        return slowReaders;
    }

    /** Polls that are answered in place. */
    Turns polls() {
        return polls;
    }

    /** Registrations that are answered in place. */
    Turns registrations() {
        return registrations;
    }

    @Override
    public boolean processSocket(SocketWrapperBase<NioChannel> socket, SocketEvent event, boolean dispatch) {
        if (dispatch && socket instanceof PromptConnection connection) {
            return connection.process(event);
        }
        return super.processSocket(socket, event, dispatch);
    }

    /** Whether so many wait for this thread that another one should go on with the connection. */
    boolean needsRelief() {
        return relief.isWorthwhile(turnsLeft());
    }

    /** Goes on with the connection on another thread like this one. @return whether there is one */
    boolean relieves(PromptConnection connection, SocketEvent event) {
        return relief.takes(() -> connection.goOnOrClose(event));
    }

    /** How many connections the poller has yet to look after before it asks the system again. */
    private int turnsLeft() {
        Poller poller = getPoller();
        try {
            return poller == null ? 0 : poller.getSelector().selectedKeys().size();
        } catch (ClosedSelectorException stopped) {
            return 0;
        }
    }

    /**
     * Has the poller tell of a connection soon: that its client can be written to, which is so at once where nothing is owed.
     *
     * @return whether there is still a poller
     */
    boolean callsBack(PromptConnection connection) {
        Poller poller = getPoller();
        if (poller != null) {
            poller.add(connection, SelectionKey.OP_WRITE);
        }
        return poller != null;
    }

    /** As Tomcat does it by itself: on a worker. @return whether the connection can go on */
    boolean processOnWorker(PromptConnection connection, SocketEvent event) {
        return super.processSocket(connection, event, true);
    }

    boolean processHere(PromptConnection connection, SocketEvent event) {
        return super.processSocket(connection, event, false);
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
        PromptConnection connection = null;
        try {
            SocketProperties properties = getSocketProperties();
            NioChannel channel = createChannel(new BorrowedBuffers(buffers));
            connection = new PromptConnection(channel, this);
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
            LongestIdle.of(connections.values(), PromptEndpoint::isIdle, PromptEndpoint::usedAt, spare)
                    .forEach(PromptEndpoint::closeIfIdle);
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
