package io.rangeswarm.peer.web.upload;

import java.io.IOException;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Tomcat's HTTP/1.1 over NIO, which tells an {@link Upload} of its progress and its end. Named by class to
 * {@code TomcatServletWebServerFactory.setProtocol}, so Tomcat creates it.
 */
public final class UploadProtocol extends Http11NioProtocol {

    public UploadProtocol() {
        super(new UploadEndpoint());
    }

    /** How many ports, from the configured one on, are tried until one is free. */
    public void setPortsTried(int count) {
        ((UploadEndpoint) getEndpoint()).setPortsTried(count);
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

        FinishingProcessor(UploadProtocol protocol, Adapter adapter) {
            super(protocol, adapter);
        }

        @Override
        public SocketState service(SocketWrapperBase<?> connection) throws IOException {
            SocketState state = super.service(connection);
            boolean sending = connection instanceof UploadConnection upload && upload.getSendfileData() != null;
            return state == SocketState.CLOSED && sending && !getErrorState().isError() ? SocketState.SENDFILE : state;
        }
    }
}
