package io.rangeswarm.tracker;

import io.rangeswarm.model.start.Beforehand;
import io.rangeswarm.model.start.NoHalfProcess;
import io.rangeswarm.tracker.wiring.EarlyAnnotations;
import io.rangeswarm.tracker.wiring.EarlyDatabase;
import io.rangeswarm.tracker.wiring.FlywayOptions;
import io.rangeswarm.tracker.wiring.KnownBeans;
import io.rangeswarm.tracker.wiring.StartFailures;
import io.rangeswarm.tracker.wiring.TrackerTls;
import io.rangeswarm.tracker.wiring.TrackerWiring;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ScheduledTasksObservationAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.PersistenceExceptionTranslationAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.MultipartAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.metrics.TomcatMetricsAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcObservationAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * Starts the tracker. Spring's error page is left out, because every error is a problem of our own; and what would look at each
 * bean for annotations that none has (transactions, proxies), at the cost of a tenth of the start; and what counts sessions, of
 * which there are none, and each call a second time.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(
        exclude = {
            ErrorMvcAutoConfiguration.class,
            AopAutoConfiguration.class,
            TransactionAutoConfiguration.class,
            PersistenceExceptionTranslationAutoConfiguration.class,
            JdbcClientAutoConfiguration.class,
            MultipartAutoConfiguration.class,
            TransactionManagerCustomizationAutoConfiguration.class,
            DataSourceInitializationAutoConfiguration.class,
            ScheduledTasksObservationAutoConfiguration.class,
            TomcatMetricsAutoConfiguration.class,
            WebMvcObservationAutoConfiguration.class
        })
@Import(TrackerWiring.class)
public class TrackerMain {

    private static volatile boolean running;

    public static void main(String[] arguments) {
        Beforehand.initialize(
                "org.springframework.boot.SpringApplication", // which brings the logging
                "org.springframework.context.support.MessageSourceSupport",
                "org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory",
                "org.apache.catalina.core.StandardContext",
                "org.apache.catalina.connector.Connector",
                "tools.jackson.databind.json.JsonMapper",
                "io.micrometer.prometheusmetrics.PrometheusMeterRegistry",
                "org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter");
        int exitCode = TrackerCommand.run(arguments, TrackerMain::start);
        if (!running) {
            System.exit(exitCode); // a tracker that could not start may have left threads behind
        }
    }

    private static int start(List<String> springArguments) {
        NoHalfProcess.watch();
        SpringApplication application = TrackerBeans.application();
        application.addListeners(new KnownBeans());
        application.addInitializers(
                EarlyDatabase::begin,
                EarlyAnnotations::begin,
                FlywayOptions::warn,
                context -> TrackerTls.configure(context.getEnvironment()));
        try {
            application.run(springArguments.toArray(String[]::new));
            running = true;
            return 0;
        } catch (RuntimeException reported) {
            return StartFailures.isWrongUsage(reported) ? TrackerCommand.EXIT_USAGE : TrackerCommand.EXIT_FAILURE;
        }
    }
}
