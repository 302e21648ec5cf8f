package io.rangeswarm.tracker.wiring;

import io.rangeswarm.model.access.Access;
import io.rangeswarm.model.access.AccessOptions;
import io.rangeswarm.model.api.AccessView;
import io.rangeswarm.model.net.Exposure;
import io.rangeswarm.tracker.web.NamedEndpoints;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Who may call the tracker. */
@Configuration(proxyBeanMethods = false)
class AccessWiring {

    private static final Logger log = LoggerFactory.getLogger("io.rangeswarm.tracker.Tracker");

    @Bean
    AccessOptions accessOptions(Environment environment) {
        return Binder.get(environment)
                .bind(
                        AccessOptions.PREFIX,
                        Bindable.of(AccessOptions.class),
                        new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter()))
                .get();
    }

    @Bean
    Access access(AccessOptions options) {
        return Access.by(options, Clock.systemUTC());
    }

    @Bean
    AccessView accessView(Access access, ServerProperties server) {
        boolean encrypted = server.getSsl() != null && server.getSsl().isEnabled();
        return new AccessView(access.gate().isPresent(), Exposure.isPublic(server.getAddress()), encrypted);
    }

    @Bean
    NamedEndpoints namedEndpoints(Access access, TrackerProperties properties) {
        boolean isTrusted = access.gate().isPresent() || properties.endpoints() == EndpointRule.ANY;
        return isTrusted ? NamedEndpoints.ofAnyHost() : NamedEndpoints.ofTheCaller();
    }

    /** What its users are to know of who may call; in a line. */
    static void tell(AccessView view, AccessOptions options) {
        options.warning().ifPresent(log::warn);
        if (!view.tokenNeeded() && view.publicAddress()) {
            log.warn("open to everybody, on an address that the whole internet may reach; start it with"
                    + " --access-token-file=FILE, or on a private address with --server.address=ADDRESS");
        } else if (!view.tokenNeeded()) {
            log.info("open: whoever reaches it may list, register and fetch; --access-token-file=FILE closes it");
        } else {
            log.info(
                    "closed: every call needs the access token{}",
                    view.encrypted() ? "" : ", which travels unencrypted");
        }
    }
}
