package io.rangeswarm.tracker;

import io.rangeswarm.tracker.CommandLine.UsageException;
import io.rangeswarm.tracker.wiring.TrackerWiring;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Import;

/** Starts the tracker. Spring's error page is left out, because every error is a problem of our own. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = ErrorMvcAutoConfiguration.class)
@Import(TrackerWiring.class)
public class TrackerMain {

    private static final int EXIT_FAILURE = 1;
    private static final int EXIT_USAGE = 2;

    public static void main(String[] arguments) {
        try {
            CommandLine line = CommandLine.parse(arguments);
            switch (line.action()) {
                case HELP -> System.out.print(CommandLine.HELP);
                case VERSION -> System.out.println("rangeswarm tracker " + version());
                case RUN -> run(line);
            }
        } catch (UsageException wrong) {
            System.err.println("tracker: " + wrong.getMessage());
            System.exit(EXIT_USAGE);
        }
    }

    private static void run(CommandLine line) {
        SpringApplication application = new SpringApplication(TrackerMain.class);
        application.setAdditionalProfiles("tracker");
        try {
            application.run(line.springArguments().toArray(String[]::new));
        } catch (RuntimeException reported) {
            // Spring has told why; other threads may keep the process alive.
            System.exit(EXIT_FAILURE);
        }
    }

    private static String version() {
        Properties build = new Properties();
        try (InputStream info = TrackerMain.class.getResourceAsStream("/META-INF/build-info.properties")) {
            if (info != null) {
                build.load(info);
            }
        } catch (IOException unreadable) {
            return "unknown";
        }
        return build.getProperty("build.version", "unknown");
    }
}
