package io.rangeswarm.peer.wiring;

import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/** The port on which this peer really serves, known once its web server runs. */
final class ServedPort implements ApplicationListener<WebServerInitializedEvent> {

    private volatile int number;

    @Override
    public void onApplicationEvent(WebServerInitializedEvent started) {
        number = started.getWebServer().getPort();
    }

    /** 1 to 65535; 0 before the web server runs. */
    int number() {
        return number;
    }
}
