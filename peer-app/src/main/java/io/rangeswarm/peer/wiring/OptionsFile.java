package io.rangeswarm.peer.wiring;

import java.nio.file.Path;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.DefaultResourceLoader;

/** Reads application.yml as Spring Boot would, a copy beside the jar and environment variables included, but no more. */
final class OptionsFile {

    private OptionsFile() {}

    static PeerOptions read() {
        return PackedOptions.ifTheyStand(
                        Path.of(""), System.getenv(), System.getProperties().keySet())
                .orElseGet(OptionsFile::bySpring);
    }

    static PeerOptions bySpring() {
        StandardEnvironment environment = new StandardEnvironment();
        addTo(environment);
        return Binder.get(environment)
                .bind("rangeswarm.peer", PeerOptions.class)
                .get();
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
