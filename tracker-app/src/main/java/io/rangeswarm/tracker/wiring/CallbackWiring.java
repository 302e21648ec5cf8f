package io.rangeswarm.tracker.wiring;

import io.rangeswarm.model.access.TlsClient;
import io.rangeswarm.model.access.TlsOptions;
import io.rangeswarm.tracker.callback.EndpointCallbacks;
import io.rangeswarm.tracker.callback.EndpointProbe;
import io.rangeswarm.tracker.core.swarm.ArrivalListener;
import io.rangeswarm.tracker.core.swarm.PeerRegistry;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Whether peers are where they say. */
@Configuration(proxyBeanMethods = false)
class CallbackWiring {

    /** Calls at a time. */
    private static final int CALLS_MAX = 8;

    /** Its threads are no bean: Spring would run everything that is scheduled on them. */
    static final class Callbacks implements AutoCloseable {

        private final ScheduledExecutorService threads;
        private final EndpointCallbacks calls;

        Callbacks(EndpointProbe probe, ObjectProvider<PeerRegistry> peers) {
            CustomizableThreadFactory daemons = new CustomizableThreadFactory("callbacks-");
            daemons.setDaemon(true);
            threads = Executors.newScheduledThreadPool(CALLS_MAX, daemons);
            calls = new EndpointCallbacks(
                    probe, peer -> peers.getObject().find(peer).isPresent(), threads);
        }

        EndpointCallbacks calls() {
            return calls;
        }

        @Override
        public void close() {
            threads.shutdownNow();
        }
    }

    @Bean
    Callbacks callbacks(ConfigurableEnvironment environment, ObjectProvider<PeerRegistry> peers) {
        TlsOptions tls = TrackerTls.options(environment);
        Optional<TlsClient> client = tls.isNamed() ? Optional.of(TlsClient.by(tls)) : Optional.empty();
        return new Callbacks(new EndpointProbe(client, new SecureRandom()), peers);
    }

    @Bean
    ArrivalListener arrivals(TrackerProperties properties, Callbacks callbacks) {
        return properties.callBack() ? callbacks.calls() : (peer, endpoint, proof) -> {};
    }
}
