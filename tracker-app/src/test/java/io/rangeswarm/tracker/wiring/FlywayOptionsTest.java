package io.rangeswarm.tracker.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.mock.env.MockEnvironment;

class FlywayOptionsTest {

    @Test
    void findsThemHoweverTheyAreSpelt() {
        MockEnvironment environment = new MockEnvironment();
        environment
                .getPropertySources()
                .addLast(new MapPropertySource("commandLineArgs", Map.of("spring.flyway.enabled", "false")));
        environment
                .getPropertySources()
                .addLast(new MapPropertySource(
                        "systemEnvironment", Map.of("SPRING_FLYWAY_LOCATIONS", "x", "HOME", "/")));

        assertThat(FlywayOptions.setIn(environment))
                .containsExactly("SPRING_FLYWAY_LOCATIONS", "spring.flyway.enabled");
    }

    @Test
    void nothingOfWhatThisTrackerIsMadeOfIsOne() {
        assertThat(FlywayOptions.setIn(PackedEnvironment.with(Map.of()))).isEmpty();
    }
}
