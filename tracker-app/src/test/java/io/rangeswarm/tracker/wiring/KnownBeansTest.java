package io.rangeswarm.tracker.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.mock.env.MockEnvironment;

class KnownBeansTest {

    @ParameterizedTest
    @CsvSource({
        "commandLineArgs, server.port, true",
        "commandLineArgs, rangeswarm.tracker.zone, true",
        "commandLineArgs, logging.level.p2s, true",
        "commandLineArgs, spring.datasource.url, false",
        "systemEnvironment, SPRING_MAIN_LAZYINITIALIZATION, false",
        "systemEnvironment, MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE, false",
        "systemEnvironment, SPRINGFIELD, true",
        "Config resource 'file [application.yml]' via location, management.server.port, false",
        "Config resource 'class path resource [application.yml]' via location, spring.flyway.locations, true",
        "applicationInfo, spring.application.pid, true"
    })
    void fitUnlessSomebodySetsAnOptionOfSprings(String source, String option, boolean fit) {
        MockEnvironment environment = new MockEnvironment();
        environment.getPropertySources().addLast(new MapPropertySource(source, Map.of(option, "x")));

        assertThat(KnownBeans.fitTo(environment)).isEqualTo(fit);
    }
}
