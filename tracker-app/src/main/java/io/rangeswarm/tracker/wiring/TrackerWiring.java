package io.rangeswarm.tracker.wiring;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micrometer.core.instrument.MeterRegistry;
import io.rangeswarm.model.access.AccessOptions;
import io.rangeswarm.model.api.AccessView;
import io.rangeswarm.model.page.PageFiles;
import io.rangeswarm.tracker.core.catalog.Catalog;
import io.rangeswarm.tracker.core.swarm.CallLimits;
import io.rangeswarm.tracker.core.swarm.GroupCommit;
import io.rangeswarm.tracker.core.swarm.LeaseTerms;
import io.rangeswarm.tracker.core.swarm.PeerRegistry;
import io.rangeswarm.tracker.core.swarm.Sharing;
import io.rangeswarm.tracker.core.swarm.Sources;
import io.rangeswarm.tracker.core.swarm.SwarmClock;
import io.rangeswarm.tracker.core.swarm.SwarmEvents;
import io.rangeswarm.tracker.core.swarm.SwarmStore;
import io.rangeswarm.tracker.core.watch.Watches;
import io.rangeswarm.tracker.jdbc.JdbcCatalog;
import io.rangeswarm.tracker.web.BodyLimit;
import io.rangeswarm.tracker.web.ProblemReportValve;
import io.rangeswarm.tracker.web.prompt.PromptProtocol;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.catalina.core.StandardHost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.task.ThreadPoolTaskSchedulerBuilder;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.config.IntervalTask;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.type.LogicalType;

/** The tracker, put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TrackerProperties.class)
@ComponentScan({"io.rangeswarm.tracker.web", "io.rangeswarm.tracker.stats"})
@Import({DatabaseWiring.class, AccessWiring.class, CallbackWiring.class, OldEndpoints.class})
public class TrackerWiring {

    /** How far the clocks of two trackers may be apart: little beside a lease. */
    private static final Duration SYNCHRONIZE_EVERY = Duration.ofSeconds(2);

    /** What a loss of power may cost, in words of peers. */
    private static final Duration FORCE_EVERY = Duration.ofSeconds(1);

    /** How old the total of very many files may be; a count takes a fraction of a second. */
    private static final Duration RECOUNT_EVERY = Duration.ofSeconds(10);

    /** Changes in one transaction: with more a commit costs hardly less for each, and all of them wait longer. */
    private static final int CHANGES_TOGETHER_MAX = 256;

    private static final Logger log = LoggerFactory.getLogger("io.rangeswarm.tracker.Tracker");

    @Bean
    GroupCommit groupCommit(SwarmStore store, TrackerProperties properties) {
        GroupCommit.Bounds bounds =
                new GroupCommit.Bounds(store.writers(), properties.changesWaitingMax(), CHANGES_TOGETHER_MAX);
        return new GroupCommit(store, bounds).start(new CustomizableThreadFactory("writes-"));
    }

    @Bean
    LeaseTerms leaseTerms(TrackerProperties properties) {
        return new LeaseTerms(properties.lease(), properties.pollAfter());
    }

    @Bean
    CallLimits callLimits(TrackerProperties properties) {
        return new CallLimits(
                properties.pollsPerSecondMax(),
                properties.registrationsPerSecondMax(),
                properties.pollAfterMax(),
                properties.renewalsPerSecondMax(),
                properties.leaseMax(),
                properties.newPeersAtOnceMax(),
                properties.newPeersPerSecondMax());
    }

    @Bean
    PeerRegistry peerRegistry(
            SwarmStore store, GroupCommit queue, LeaseTerms terms, CallLimits limits, Clock clock, SwarmEvents events) {
        PeerRegistry registry = new PeerRegistry(store, queue, terms, limits, clock, new SecureRandom(), events);
        registry.resume();
        return registry;
    }

    @Bean
    Sharing sharing(PeerRegistry peers, LeaseTerms terms, CallLimits limits, Clock clock, SwarmEvents events) {
        return new Sharing(peers, terms, limits, clock, events);
    }

    @Bean
    Sources sources(SwarmStore store, Catalog catalog, Clock clock, CallbackWiring.Callbacks callbacks) {
        return new Sources(
                store, catalog, clock, () -> ThreadLocalRandom.current().nextLong(), callbacks.calls()::isHandedOut);
    }

    @Bean
    Watches watches(SwarmStore store, Catalog catalog, Clock clock) {
        return new Watches(store, catalog, clock);
    }

    @Bean
    PageFiles pageFiles() {
        return new PageFiles("tracker.html", "swarm.html");
    }

    @Bean
    BodyLimit bodyLimit(TrackerProperties properties) {
        return new BodyLimit(properties.requestBodyMax().toBytes());
    }

    @Bean
    ThreadPoolTaskScheduler taskScheduler(ThreadPoolTaskSchedulerBuilder builder) {
        return builder.build();
    }

    @Bean
    Chores housekeeping(
            TaskScheduler scheduler,
            SwarmClock clock,
            PeerRegistry peers,
            SwarmStore store,
            JdbcCatalog files,
            TrackerProperties properties) {
        return new Chores(
                scheduler,
                List.of(
                        inOneLine("counting files", () -> files.recount(clock.instant()), RECOUNT_EVERY),
                        inOneLine("telling the time", clock::synchronize, SYNCHRONIZE_EVERY),
                        inOneLine("forcing the database to the disk", store::forceToDisk, FORCE_EVERY),
                        inOneLine("the sweep of leases", peers::sweep, properties.sweepEvery()),
                        inOneLine("the clean-up", store::removeUnheldFiles, properties.cleanEvery())));
    }

    /** A database that is away fails the task every few seconds: one line each time says enough. */
    private static IntervalTask inOneLine(String what, Runnable task, Duration every) {
        Runnable told = () -> {
            try {
                task.run();
            } catch (RuntimeException failed) {
                log.error("{} failed, and will be tried again: {}", what, failed.toString());
                log.debug("{} failed", what, failed);
            }
        };
        return new IntervalTask(told, every);
    }

    /** A request means what it says, or is refused: nothing is rounded, converted or taken twice. */
    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return json -> json.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // a newer peer may say more
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(LogicalType.Textual, text -> {
                    text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                    text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                    text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                })
                .changeDefaultPropertyInclusion(
                        inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL));
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsOfTomcat() {
        return factory -> factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(ProblemReportValve.class.getName());
            }
        });
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> promptAndTimedCalls(MeterRegistry registry) {
        return factory -> {
            factory.setProtocol(PromptProtocol.class.getName());
            factory.addEngineValves(new CallTimes(registry));
        };
    }

    @Bean
    ApplicationListener<ApplicationReadyEvent> startLine(
            TrackerProperties properties,
            JdbcConnectionDetails database,
            AccessView access,
            AccessOptions accessOptions) {
        return ready -> {
            log.info(
                    "Tracker on {}://localhost:{}, data in {}",
                    access.encrypted() ? "https" : "http",
                    ready.getApplicationContext().getEnvironment().getProperty("local.server.port"),
                    place(properties, database.getJdbcUrl()));
            AccessWiring.tell(access, accessOptions);
        };
    }

    /** Without a URL's parameters, which may be secrets. */
    private static String place(TrackerProperties properties, String jdbcUrl) {
        return jdbcUrl.startsWith("jdbc:h2:file:" + properties.dataFolder())
                ? properties.dataFolder().toString()
                : jdbcUrl.replaceFirst("[?;].*", "").replaceFirst("//[^/]*@", "//");
    }
}
