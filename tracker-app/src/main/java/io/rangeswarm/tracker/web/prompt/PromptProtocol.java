package io.rangeswarm.tracker.web.prompt;

import org.apache.coyote.http11.Http11NioProtocol;

/**
 * Tomcat's HTTP/1.1 over NIO, which begins and ends short calls without handing them to a worker. Named by class to {@code
 * TomcatServletWebServerFactory.setProtocol}, so Tomcat creates it.
 */
public final class PromptProtocol extends Http11NioProtocol {

    public PromptProtocol() {
        super(new PromptEndpoint());
    }
}
