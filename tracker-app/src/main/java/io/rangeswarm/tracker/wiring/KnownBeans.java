package io.rangeswarm.tracker.wiring;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.AotDetector;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.util.ClassUtils;

/**
 * Starts with the beans that the build found (Spring's AOT processing), unless somebody sets options that may ask for others:
 * those of Spring itself, beside the ones that are packed. Then Spring looks again, which takes longer.
 */
public final class KnownBeans implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    private static final List<String> OF_SPRING = List.of("spring.", "management.");

    /** What the build made, after the name of the class that it looked at; not there in an IDE. */
    private static final String FOUND = "__ApplicationContextInitializer";

    /** What Spring Boot itself tells, of this process. */
    private static final String TOLD = "spring.application.";

    /** Spring Boot's name of a source has the resource's. */
    private static final String PACKED = "class path resource";

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent prepared) {
        @Nullable Class<?> main = prepared.getSpringApplication().getMainApplicationClass();
        boolean found = main != null && ClassUtils.isPresent(main.getName() + FOUND, KnownBeans.class.getClassLoader());
        SpringProperties.setProperty(
                AotDetector.AOT_ENABLED, Boolean.toString(found && fitTo(prepared.getEnvironment())));
    }

    /** Whether nobody has set what may ask for other beans. */
    static boolean fitTo(ConfigurableEnvironment environment) {
        return environment.getPropertySources().stream()
                .filter(source -> !source.getName().contains(PACKED))
                .flatMap(KnownBeans::names)
                .noneMatch(KnownBeans::isOfSpring);
    }

    /** What a source sets, as it is spelt there; nothing of a source that cannot tell. */
    static Stream<String> names(PropertySource<?> source) {
        return source instanceof EnumerablePropertySource<?> listed
                ? Arrays.stream(listed.getPropertyNames())
                : Stream.empty();
    }

    /** Environment variables have underscores. */
    private static boolean isOfSpring(String name) {
        String option = name.toLowerCase(Locale.ROOT).replace('_', '.');
        return !option.startsWith(TOLD) && OF_SPRING.stream().anyMatch(option::startsWith);
    }
}
