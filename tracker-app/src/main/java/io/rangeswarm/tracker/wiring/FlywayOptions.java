package io.rangeswarm.tracker.wiring;

import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;

/** Spring Boot's options of Flyway, which nobody reads here: the tables are {@link Tables}' own affair. Whoever sets one is told. */
public final class FlywayOptions {

    private static final Logger log = LoggerFactory.getLogger("io.rangeswarm.tracker.Tracker");

    private static final String PREFIX = "spring.flyway.";

    private FlywayOptions() {}

    /** Says in one line which of them are set, if any is. */
    public static void warn(ConfigurableApplicationContext context) {
        List<String> set = setIn(context.getEnvironment());
        if (!set.isEmpty()) {
            log.warn("{} has no effect: the tracker makes its tables by its own scripts", String.join(", ", set));
        }
    }

    /** As somebody has spelt them. */
    static List<String> setIn(ConfigurableEnvironment environment) {
        return environment.getPropertySources().stream()
                .flatMap(KnownBeans::names)
                .filter(name -> name.toLowerCase(Locale.ROOT).replace('_', '.').startsWith(PREFIX))
                .distinct()
                .sorted()
                .toList();
    }
}
