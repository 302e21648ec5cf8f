package io.rangeswarm.tracker.wiring;

import java.util.List;
import org.springframework.boot.actuate.endpoint.web.annotation.ControllerEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.annotation.ServletEndpointsSupplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * There are none of the two kinds of actuator endpoints that Spring Boot is about to give up, and said so it does not look at the
 * annotations of each bean for them, which takes a twentieth of a start.
 */
@Configuration(proxyBeanMethods = false)
@SuppressWarnings("removal") // goes away together with them
class OldEndpoints {

    @Bean
    ServletEndpointsSupplier noServletEndpoints() {
        return List::of;
    }

    @Bean
    ControllerEndpointsSupplier noControllerEndpoints() {
        return List::of;
    }
}
