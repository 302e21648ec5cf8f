package io.rangeswarm.peer.wiring;

import io.rangeswarm.model.access.Access;
import io.rangeswarm.model.access.AccessOptions;
import io.rangeswarm.model.access.TlsOptions;
import io.rangeswarm.model.api.AccessView;
import io.rangeswarm.model.net.Exposure;
import io.rangeswarm.peer.web.AccessController;
import io.rangeswarm.peer.web.AccessFilter;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Who may call the peer, and what it shows to others. */
@Configuration(proxyBeanMethods = false)
class AccessWiring {

    private static final Logger log = LoggerFactory.getLogger("io.rangeswarm.peer.Peer");

    @Bean
    AccessOptions accessOptions(Environment environment) {
        return OptionsFile.accessOptions(environment);
    }

    @Bean
    TlsOptions tlsOptions(Environment environment) {
        return OptionsFile.tlsOptions(environment);
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
    AccessController accessController(AccessView view, Access access) {
        return new AccessController(view, access);
    }

    @Bean
    FilterRegistrationBean<AccessFilter> accessFilter(Access access) {
        FilterRegistrationBean<AccessFilter> beforeAll = new FilterRegistrationBean<>(new AccessFilter(access));
        beforeAll.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return beforeAll;
    }

    /** Behind the line that says where the peer is. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> accessLine(AccessView view, AccessOptions options) {
        return ready -> {
            options.warning().ifPresent(log::warn);
            if (!view.tokenNeeded() && view.publicAddress()) {
                log.warn("open to everybody, on an address that the whole internet may reach; start it with"
                        + " --access-token-file=FILE, or on a private address with --server.address=ADDRESS");
            } else if (!view.tokenNeeded()) {
                log.info("open: whoever reaches it may fetch what it shares; --access-token-file=FILE closes it");
            } else {
                log.info(
                        "closed: every call needs the access token{}",
                        view.encrypted() ? "" : ", which travels unencrypted");
            }
        };
    }
}
