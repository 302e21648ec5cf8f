package io.rangeswarm.peer.wiring;

import io.rangeswarm.peer.cli.ConfiguredOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Every option of a peer with its value, and where Spring Boot has it from. */
final class Configuration {

    private static final String PREFIX = "rangeswarm.peer.";

    /** What is not the peer's alone; of the access token itself nothing is shown. */
    private static final List<String> SHARED = List.of(
            "server.port",
            "rangeswarm.access.token-file",
            "rangeswarm.access.link-lifetime",
            "rangeswarm.tls.cert",
            "rangeswarm.tls.key",
            "rangeswarm.tls.ca",
            "rangeswarm.tls.client-auth");

    private static final String COMMAND_LINE = "command line";

    /** How Spring writes the origin of what is in no file. */
    private static final Pattern IN_SOURCE = Pattern.compile("\"(.*)\" from property source \"(.*)\"");

    private Configuration() {}

    /** As a peer would see them that were started with these options in the working directory. */
    static List<ConfiguredOption> read(Map<String, String> given) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource(COMMAND_LINE, new LinkedHashMap<>(given)));
        OptionsFile.addTo(environment);
        List<ConfigurationPropertySource> sources = new ArrayList<>();
        ConfigurationPropertySources.get(environment).forEach(sources::add);
        Stream<String> own = Arrays.stream(PeerOptions.class.getRecordComponents())
                .map(option ->
                        PREFIX + option.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
        return Stream.concat(SHARED.stream(), own)
                .map(name -> option(sources, name))
                .toList();
    }

    private static ConfiguredOption option(List<ConfigurationPropertySource> sources, String name) {
        for (ConfigurationPropertySource source : sources) {
            List<ConfigurationProperty> found = values(source, name);
            if (!found.isEmpty()) {
                String value = found.stream()
                        .map(property -> String.valueOf(property.getValue()))
                        .collect(Collectors.joining(","));
                return new ConfiguredOption(name, value, from(found.get(0)));
            }
        }
        return new ConfiguredOption(name, "", ConfiguredOption.DEFAULT);
    }

    /** The value, or those of a list. */
    private static List<ConfigurationProperty> values(ConfigurationPropertySource source, String name) {
        ConfigurationPropertyName one = ConfigurationPropertyName.of(name);
        List<ConfigurationProperty> found = new ArrayList<>();
        Optional.ofNullable(source.getConfigurationProperty(one)).ifPresent(found::add);
        while (true) {
            ConfigurationPropertyName next = one.append("[" + found.size() + "]");
            Optional<ConfigurationProperty> element = Optional.ofNullable(source.getConfigurationProperty(next));
            if (element.isEmpty()) {
                return found;
            }
            found.add(element.get());
        }
    }

    private static String from(ConfigurationProperty property) {
        String origin =
                Optional.ofNullable(property.getOrigin()).map(Origin::toString).orElse("?");
        if (origin.startsWith("class path resource")) {
            return ConfiguredOption.DEFAULT;
        }
        Matcher inSource = IN_SOURCE.matcher(origin);
        if (!inSource.matches()) {
            return origin;
        }
        return inSource.group(2).equals(COMMAND_LINE) ? COMMAND_LINE : inSource.group(2) + " " + inSource.group(1);
    }
}
