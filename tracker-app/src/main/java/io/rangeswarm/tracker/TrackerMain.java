package io.rangeswarm.tracker;

import io.rangeswarm.tracker.wiring.StartFailures;
import io.rangeswarm.tracker.wiring.TrackerTls;
import io.rangeswarm.tracker.wiring.TrackerWiring;
import java.util.List;
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

    private static volatile boolean running;

    public static void main(String[] arguments) {
        int exitCode = TrackerCommand.run(arguments, TrackerMain::start);
        if (!running) {
            System.exit(exitCode); // a tracker that could not start may have left threads behind
        }
    }

    private static int start(List<String> springArguments) {
        SpringApplication application = new SpringApplication(TrackerMain.class);
        application.setAdditionalProfiles("tracker");
        application.addInitializers(context -> TrackerTls.configure(context.getEnvironment()));
        try {
            application.run(springArguments.toArray(String[]::new));
            running = true;
            return 0;
        } catch (RuntimeException reported) {
            return StartFailures.isWrongUsage(reported) ? TrackerCommand.EXIT_USAGE : TrackerCommand.EXIT_FAILURE;
        }
    }
}
