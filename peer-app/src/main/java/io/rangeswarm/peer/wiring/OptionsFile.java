package io.rangeswarm.peer.wiring;

import io.rangeswarm.model.access.AccessOptions;
import io.rangeswarm.model.access.TlsOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.DefaultResourceLoader;

/** Reads application.yml as Spring Boot would, a copy beside the jar and environment variables included, but no more. */
final class OptionsFile {

    /** As in application.yml; commands make no links. */
    private static final AccessOptions OPEN = new AccessOptions(null, null, Duration.ofHours(12));

    private OptionsFile() {}

    /** What a command goes by. */
    record Read(PeerOptions peer, AccessOptions access, TlsOptions tls) {}

    static Read read() {
        return PackedOptions.ifTheyStand(
                        Path.of(""), System.getenv(), System.getProperties().keySet())
                .map(packed -> new Read(packed, OPEN, TlsOptions.none()))
                .orElseGet(OptionsFile::bySpring);
    }

    static Read bySpring() {
        StandardEnvironment environment = new StandardEnvironment();
        addTo(environment);
        PeerOptions peer = Binder.get(environment)
                .bind("rangeswarm.peer", PeerOptions.class)
                .get();
        return new Read(peer, accessOptions(environment), tlsOptions(environment));
    }

    /** Refuses options that do not exist. */
    static AccessOptions accessOptions(Environment environment) {
        return strictly(environment, AccessOptions.PREFIX, AccessOptions.class, OPEN);
    }

    /** Likewise. */
    static TlsOptions tlsOptions(Environment environment) {
        return strictly(environment, TlsOptions.PREFIX, TlsOptions.class, TlsOptions.none());
    }

    private static <T> T strictly(Environment environment, String prefix, Class<T> type, T otherwise) {
        return Binder.get(environment)
                .bind(
                        prefix,
                        Bindable.of(type),
                        new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter()))
                .orElse(otherwise);
    }

    /** @throws io.rangeswarm.peer.cli.CommandFailure when a file is broken, in one line */
    static void addTo(StandardEnvironment environment) {
        try {
            ConfigDataEnvironmentPostProcessor.applyTo(
                    environment, new DefaultResourceLoader(), new DefaultBootstrapContext(), "peer");
        } catch (RuntimeException failed) {
            throw StartFailures.explain(failed).orElseThrow(() -> failed);
        }
    }
}
