package io.rangeswarm.peer.wiring;

import io.rangeswarm.model.access.EndpointProof;
import java.security.SecureRandom;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/** The port on which this peer really serves, known once its web server runs. */
final class ServedPort implements ApplicationListener<WebServerInitializedEvent> {

    private final String scheme;
    private final String proof = EndpointProof.random(new SecureRandom());
    private volatile int number;

    ServedPort(String scheme) {
        this.scheme = scheme;
    }

    /** By which this peer answers: http or https. */
    String scheme() {
        return scheme;
    }

    @Override
    public void onApplicationEvent(WebServerInitializedEvent started) {
        number = started.getWebServer().getPort();
    }

    /** By which this peer can show that it is the one that registered. */
    String proof() {
        return proof;
    }

    /** 1 to 65535; 0 before the web server runs. */
    int number() {
        return number;
    }
}
