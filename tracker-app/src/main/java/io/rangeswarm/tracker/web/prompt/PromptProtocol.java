package io.rangeswarm.tracker.web.prompt;

import io.rangeswarm.model.net.ConnectionBounds;
import io.rangeswarm.model.net.HalfSaidCalls;
import java.io.IOException;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Tomcat's HTTP/1.1 over NIO, which begins and ends short calls without handing them to a worker, and bounds what strangers
 * can have it keep for calls that they never end. Named by class to {@code TomcatServletWebServerFactory.setProtocol}, so
 * Tomcat creates it.
 */
public final class PromptProtocol extends Http11NioProtocol {

    private static final long HEAP = Runtime.getRuntime().maxMemory();

    private HalfSaidCalls<SocketWrapperBase<?>> halfSaid = new HalfSaidCalls<>(1); // until init() knows better

    private final PromptEndpoint prompt;

    public PromptProtocol() {
        this(new PromptEndpoint());
    }

    private PromptProtocol(PromptEndpoint prompt) {
        super(prompt);
        this.prompt = prompt;
    }

    @Override
    public void init() throws Exception {
        int connections =
                ConnectionBounds.connections(getMaxConnections(), HEAP, ConnectionBounds.descriptors(), isSSLEnabled());
        setMaxConnections(connections);
        halfSaid = new HalfSaidCalls<>(ConnectionBounds.halfSaidCalls(HEAP, connections));
        // All that were ever needed are kept: a processor has 66 KB of buffers, and to make and drop them where calls
        // have piled
        // up fills the heap just then.
        setProcessorCache(Math.max(getProcessorCache(), prompt.callsMax()));
        super.init();
    }

    @Override
    protected Processor createProcessor() {
        return new BoundedProcessor(this, getAdapter());
    }

    private static final class BoundedProcessor extends Http11Processor {

        private final HalfSaidCalls<SocketWrapperBase<?>> halfSaid;

        BoundedProcessor(PromptProtocol protocol, Adapter adapter) {
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
    }
}
