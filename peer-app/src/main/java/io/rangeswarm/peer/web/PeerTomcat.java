package io.rangeswarm.peer.web;

import io.rangeswarm.peer.web.problem.ProblemValve;
import io.rangeswarm.peer.web.upload.OpenFiles;
import io.rangeswarm.peer.web.upload.UploadLimit;
import io.rangeswarm.peer.web.upload.UploadProtocol;
import io.rangeswarm.peer.web.upload.UploadSlots;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/** Sets Tomcat up for a peer: transfers that are seen to end, and errors as problems. */
public final class PeerTomcat implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

    private final int portsTried;
    private final UploadLimit limit;
    private final UploadSlots slots;
    private final OpenFiles files;

    /** @param portsTried how many ports, from the configured one on, to try until one is free; at least 1 */
    public PeerTomcat(int portsTried, UploadLimit limit, UploadSlots slots, OpenFiles files) {
        this.portsTried = portsTried;
        this.limit = limit;
        this.slots = slots;
        this.files = files;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setProtocol(UploadProtocol.class.getName());
        factory.addConnectorCustomizers(connector -> {
            UploadProtocol protocol = (UploadProtocol) connector.getProtocolHandler();
            // What is to be encrypted passes this process; Tomcat's sendfile with TLS knows no transfers of ours.
            protocol.setUseSendfile(
                    factory.getSsl() == null || !factory.getSsl().isEnabled());
            protocol.setPortsTried(portsTried);
            protocol.setUploads(limit, slots, files);
        });
        // The last valve added is the first to see an error, so Spring Boot's own comes too late.
        factory.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new ProblemValve()));
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
