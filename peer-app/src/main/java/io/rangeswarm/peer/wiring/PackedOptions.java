package io.rangeswarm.peer.wiring;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The options as application.yml in the jar has them, without Spring, which takes 0.4 s to tell the same. It understands
 * no more of YAML than that file uses; a test compares every option with what Spring makes of it.
 */
final class PackedOptions {

    /** Where Spring would find options that count more; if any of these exists it is left to Spring. */
    private static final List<String> FILES = List.of("application", "application-peer");

    private static final List<String> KINDS = List.of(".yml", ".yaml", ".properties", ".xml");

    /** Set by the installed command, see {@link io.rangeswarm.model.start.TypedName}; no option. */
    private static final String TYPED_NAME = "rangeswarm.command";

    /** What only the installed command reads. */
    private static final Set<String> OF_THE_COMMAND = Set.of("RANGESWARM_JAVA_OPTIONS", "RANGESWARM_ARCHIVES");

    private static final Pattern OPTION = Pattern.compile("    ([a-z-]+):\\s*(.*?)\\s*(?:(?<=\\s)#.*)?");
    private static final Pattern DURATION = Pattern.compile("([0-9]+)(ms|s|m|h)");

    private PackedOptions() {}

    /** The options, if nobody has set any otherwise: in the working directory, the environment or a system property. */
    static Optional<PeerOptions> ifTheyStand(
            Path workingDirectory, Map<String, String> environment, Set<?> properties) {
        boolean file = Files.exists(workingDirectory.resolve("config"))
                || FILES.stream()
                        .anyMatch(name ->
                                KINDS.stream().anyMatch(kind -> Files.exists(workingDirectory.resolve(name + kind))));
        boolean variable = environment.keySet().stream()
                .map(name -> name.toUpperCase(Locale.ROOT))
                .filter(name -> !OF_THE_COMMAND.contains(name))
                .anyMatch(name -> name.startsWith("RANGESWARM") || name.startsWith("SPRING"));
        boolean property = properties.stream()
                .map(name -> name.toString().toLowerCase(Locale.ROOT))
                .filter(name -> !name.equals(TYPED_NAME))
                .anyMatch(name -> name.startsWith("rangeswarm") || name.startsWith("spring"));
        return file || variable || property ? Optional.empty() : Optional.of(read());
    }

    static PeerOptions read() {
        try (InputStream file = Objects.requireNonNull(
                        PackedOptions.class.getResourceAsStream("/application.yml"), "application.yml is not packed");
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return options(values(lines));
        } catch (IOException broken) {
            throw new UncheckedIOException("application.yml in the jar cannot be read", broken);
        }
    }

    /** What stands under {@code rangeswarm: peer:}, four spaces deep, by its name. */
    private static Map<String, String> values(BufferedReader lines) throws IOException {
        Map<String, String> values = new HashMap<>();
        String section = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher option = OPTION.matcher(line);
            if (line.startsWith("  ") && !line.startsWith("   ")) {
                section = line.strip();
            } else if (section.equals("peer:") && option.matches()) {
                values.put(option.group(1), option.group(2));
            }
        }
        return values;
    }

    private static PeerOptions options(Map<String, String> values) {
        RecordComponent[] components = PeerOptions.class.getRecordComponents();
        Object[] arguments = Arrays.stream(components)
                .map(component -> value(component.getType(), values.getOrDefault(kebab(component.getName()), "")))
                .toArray();
        try {
            Constructor<PeerOptions> constructor = PeerOptions.class.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return constructor.newInstance(arguments);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("the options of the jar do not fit", impossible);
        }
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static @Nullable Object value(Class<?> type, String text) {
        if (type == int.class) {
            return Integer.valueOf(text);
        }
        if (type == boolean.class) {
            return Boolean.valueOf(text);
        }
        if (text.isEmpty() || text.equals("[]")) {
            return null;
        }
        if (type == List.class) {
            return List.of(text.split("\\s*,\\s*", -1));
        }
        if (type == Duration.class) {
            return duration(text);
        }
        return type == Path.class ? Path.of(text).normalize() : text; // as Spring does
    }

    private static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a duration: " + text);
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }
}
