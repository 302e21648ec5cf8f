package io.rangeswarm.peer.web.upload;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * On shutdown lets the running uploads end before the connections are closed. Spring Boot's graceful shutdown waits
 * only for requests that are in a servlet, and a sendfile is not. It comes after that, when no new request gets in.
 */
public final class UploadDrain implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(UploadDrain.class);

    private final UploadSlots slots;
    private final Duration timeout;
    private volatile boolean running;

    /** @param timeout after which uploads are cut off; below {@code spring.lifecycle.timeout-per-shutdown-phase} */
    public UploadDrain(UploadSlots slots, Duration timeout) {
        this.slots = slots;
        this.timeout = timeout;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        if (!slots.awaitIdle(timeout)) {
            log.info("{} uploads are cut off after {} s", slots.active(), timeout.toSeconds());
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE - 1;
    }
}
