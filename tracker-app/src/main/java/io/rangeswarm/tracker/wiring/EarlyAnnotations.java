package io.rangeswarm.tracker.wiring;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.stereotype.Component;

/**
 * Reads the annotations of all beans' classes while the first beans are being made: Spring asks each class for several, and
 * what has been read is remembered, by the JVM and by Spring.
 */
public final class EarlyAnnotations {

    private EarlyAnnotations() {}

    /** To be called when the definitions are there; with beans that are yet to be looked for there is nothing to do. */
    public static void begin(ConfigurableApplicationContext context) {
        ConfigurableListableBeanFactory beans = context.getBeanFactory();
        List<Class<?>> types = Arrays.stream(beans.getBeanDefinitionNames())
                .map(beans::getBeanDefinition)
                .<Class<?>>flatMap(EarlyAnnotations::typeOf)
                .toList();
        Thread reader = new Thread(() -> types.forEach(EarlyAnnotations::read), "annotations");
        reader.setDaemon(true);
        reader.start();
    }

    private static Stream<Class<?>> typeOf(BeanDefinition definition) {
        return definition instanceof RootBeanDefinition known
                ? Stream.ofNullable(known.getTargetType())
                : Stream.empty();
    }

    private static void read(Class<?> type) {
        try {
            boolean unused =
                    MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY).isPresent(Component.class);
        } catch (LinkageError unusable) {
            return; // whoever needs it will say so
        }
    }
}
