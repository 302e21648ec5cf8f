package io.rangeswarm.tracker.wiring;

import java.util.Map;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.DefaultResourceLoader;

/** The options as they are packed into the jar, with others in their place. */
final class PackedEnvironment {

    private PackedEnvironment() {}

    static ConfigurableEnvironment with(Map<String, Object> options) {
        ConfigurableEnvironment environment = new StandardEnvironment();
        ConfigDataEnvironmentPostProcessor.applyTo(environment, new DefaultResourceLoader(), null, "tracker");
        environment.getPropertySources().addFirst(new MapPropertySource("commandLineArgs", options));
        return environment;
    }
}
