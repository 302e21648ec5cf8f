package io.rangeswarm.peer.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.TaskScheduler;

class SchedulingTest {

    /** Spring Boot makes its pool of spring.task.scheduling.pool.size threads only where there is no such bean. */
    @Test
    void noBeanTakesThePlaceOfTheSchedulingThreads() {
        Stream<Method> beans = Stream.of(PeerWiring.class, ServingWiring.class, FetchingWiring.class)
                .flatMap(wiring -> Arrays.stream(wiring.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Bean.class));

        assertThat(beans)
                .isNotEmpty()
                .noneMatch(bean -> ScheduledExecutorService.class.isAssignableFrom(bean.getReturnType())
                        || TaskScheduler.class.isAssignableFrom(bean.getReturnType()));
    }
}
