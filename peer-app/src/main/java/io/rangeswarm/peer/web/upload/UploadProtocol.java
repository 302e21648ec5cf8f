package io.rangeswarm.peer.web.upload;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.rangeswarm.model.net.ConnectionBounds;
import io.rangeswarm.model.net.HalfSaidCalls;
import java.io.IOException;
import java.util.concurrent.Future;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP/1.1 over NIO, which tells an {@link Upload} of its progress and its end, and bounds what strangers can have
 * it keep for calls that they never end. Named by class to {@code TomcatServletWebServerFactory.setProtocol}, so Tomcat
 * creates it.
 */
public final class UploadProtocol extends Http11NioProtocol {

    /** A file that nobody has asked for so long is closed. */
    private static final long SWEEP_SECONDS = 30;

    private static final long HEAP = Runtime.getRuntime().maxMemory();

    private HalfSaidCalls<SocketWrapperBase<?>> halfSaid = new HalfSaidCalls<>(1); // until init() knows better

    private OpenFiles files = new OpenFiles(1);
    private @Nullable Future<?> sweeping;

    public UploadProtocol() {
        super(new UploadEndpoint());
    }

    /** How many ports, from the configured one on, are tried until one is free. */
    public void setPortsTried(int count) {
        ((UploadEndpoint) getEndpoint()).setPortsTried(count);
    }

    /** What uploads are bounded by, and which files are kept open for them. To be called before the start. */
    public void setUploads(UploadLimit limit, UploadSlots slots, OpenFiles files) {
        ((UploadEndpoint) getEndpoint()).setBounds(limit, slots);
        this.files = files;
    }

    @Override
    public void init() throws Exception {
        int connections =
                ConnectionBounds.connections(getMaxConnections(), HEAP, ConnectionBounds.descriptors(), isSSLEnabled());
        setMaxConnections(connections);
        halfSaid = new HalfSaidCalls<>(ConnectionBounds.halfSaidCalls(HEAP, connections));
        super.init();
    }

    @Override
    public void start() throws Exception {
        super.start();
        sweeping = getUtilityExecutor().scheduleWithFixedDelay(files::sweep, SWEEP_SECONDS, SWEEP_SECONDS, SECONDS);
    }

    @Override
    public void stop() throws Exception {
        if (sweeping != null) {
            sweeping.cancel(false);
        }
        super.stop();
        files.clear();
    }

    @Override
    protected Processor createProcessor() {
        return new FinishingProcessor(this, getAdapter());
    }

    /**
     * Tomcat closes a connection whose request it was handling at the moment it was told to stop, even when sendfile
     * has just begun on it. Here the transfer goes on; the connection is closed by the next request on it, or the end.
     */
    private static final class FinishingProcessor extends Http11Processor {

        private final HalfSaidCalls<SocketWrapperBase<?>> halfSaid;

        FinishingProcessor(UploadProtocol protocol, Adapter adapter) {
            super(protocol, adapter);
            halfSaid = protocol.halfSaid;
        }

        @Override
        public SocketState process(SocketWrapperBase<?> connection, SocketEvent event) throws IOException {
            SocketState state = super.process(connection, event);
            if (state == SocketState.LONG && !isAsync()) {
                halfSaid.begin(connection).ifPresent(oldest -> oldest.processSocket(SocketEvent.ERROR, true));
            } else {
                halfSaid.end(connection);
            }
            return state;
        }

        @Override
        public SocketState service(SocketWrapperBase<?> connection) throws IOException {
            SocketState state = super.service(connection);
            boolean sending = connection instanceof UploadConnection upload && upload.isSending();
            return state == SocketState.CLOSED && sending && !getErrorState().isError() ? SocketState.SENDFILE : state;
        }
    }
}
