package io.rangeswarm.peer.wiring;

import io.rangeswarm.model.access.AccessToken;
import io.rangeswarm.model.access.TlsClient;
import io.rangeswarm.model.access.TlsOptions;
import io.rangeswarm.model.start.Beforehand;
import io.rangeswarm.model.start.NoHalfProcess;
import io.rangeswarm.peer.cli.CommandFailure;
import io.rangeswarm.peer.cli.ExitCode;
import io.rangeswarm.peer.cli.PeerCommand;
import io.rangeswarm.peer.cli.PeerLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/** Starts the Spring application of a peer, and says in one line why it does not start. */
public final class SpringPeer implements PeerLauncher {

    private final Supplier<SpringApplication> application;
    private boolean running;

    /** @param application makes one, not yet run */
    public SpringPeer(Supplier<SpringApplication> application) {
        this.application = application;
    }

    @Override
    public int launch(Map<String, String> options, boolean portAskedFor) {
        NoHalfProcess.watch();
        Beforehand.initialize(
                "org.springframework.context.support.MessageSourceSupport",
                "org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory",
                "org.apache.catalina.core.StandardContext",
                "org.apache.catalina.connector.Connector",
                "tools.jackson.databind.json.JsonMapper",
                "io.micrometer.prometheusmetrics.PrometheusMeterRegistry",
                "org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter");
        QuietLogging.springTakesOver();
        SpringApplication spring = application.get();
        spring.addListeners(new KnownBeans());
        List<String> arguments = new ArrayList<>(options.entrySet().stream()
                .map(option -> "--" + option.getKey() + "=" + option.getValue())
                .toList());
        if (portAskedFor || System.getenv("SERVER_PORT") != null) {
            arguments.add("--rangeswarm.peer.ports-tried=1");
        }
        try {
            spring.addInitializers(context -> StartChecks.requireUsable(context.getEnvironment()));
            spring.addInitializers(context -> StartChecks.answerByTls(context.getEnvironment()));
            spring.run(arguments.toArray(String[]::new));
            running = true;
            return ExitCode.OK;
        } catch (RuntimeException failed) {
            throw StartFailures.explain(failed).orElseThrow(() -> failed);
        }
    }

    /** Whether a peer was started, which lives on. */
    public boolean isRunning() {
        return running;
    }

    /** What has to be right before any bean is made. */
    private static final class StartChecks {

        private StartChecks() {}

        static void requireUsable(Environment environment) {
            PeerOptions options = PeerOptions.strictlyFrom(environment);
            Optional<AccessToken> unused =
                    OptionsFile.accessOptions(environment).read(); // or says what is wrong with it
            boolean toBeFilled = options.mirror() || !options.filesToFetch().isEmpty();
            PeerCommand.requireShareFolder(options.share(), toBeFilled);
            makeFolder(options.share());
        }

        /** What is wrong with the files is said here, in a line; Spring would take many. */
        static void answerByTls(ConfigurableEnvironment environment) {
            TlsOptions tls = OptionsFile.tlsOptions(environment);
            if (tls.isServer()) {
                TlsClient unused = TlsClient.by(tls);
                environment.getPropertySources().addFirst(new MapPropertySource("tls", tls.serverProperties()));
            }
        }

        private static void makeFolder(Path folder) {
            try {
                Files.createDirectories(folder);
            } catch (IOException impossible) {
                throw new CommandFailure(
                        ExitCode.ERROR, "the share folder " + folder + " cannot be made: " + impossible.getMessage());
            }
        }
    }
}
