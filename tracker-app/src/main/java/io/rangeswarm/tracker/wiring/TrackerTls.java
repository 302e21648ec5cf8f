package io.rangeswarm.tracker.wiring;

import io.rangeswarm.model.access.TlsClient;
import io.rangeswarm.model.access.TlsOptions;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Has the tracker answer by TLS, if the options say so. */
public final class TrackerTls {

    private TrackerTls() {}

    /**
     * To be called before any bean is made.
     *
     * @throws io.rangeswarm.model.access.UnusableOption that says in a line what is wrong with a file; Spring would take many
     */
    public static void configure(ConfigurableEnvironment environment) {
        TlsOptions tls = options(environment);
        if (tls.isServer()) {
            TlsClient unused = TlsClient.by(tls);
            environment.getPropertySources().addFirst(new MapPropertySource("tls", tls.serverProperties()));
        }
    }

    static TlsOptions options(ConfigurableEnvironment environment) {
        return Binder.get(environment)
                .bind(
                        TlsOptions.PREFIX,
                        Bindable.of(TlsOptions.class),
                        new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter()))
                .orElseGet(TlsOptions::none);
    }
}
