package io.rangeswarm.peer.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Says which options file is no YAML, and where: Spring Boot says only what is wrong. */
final class BrokenOptionsFile {

    private BrokenOptionsFile() {}

    /** One line, where this is why options could not be read. */
    static Optional<String> explain(Throwable cause) {
        return cause instanceof MarkedYAMLException broken
                ? Optional.of(explain(broken, Path.of("")))
                : Optional.empty();
    }

    static String explain(MarkedYAMLException broken, Path folder) {
        String file = besideTheJar(folder)
                .filter(candidate -> breaks(candidate, broken))
                .findFirst()
                .map(found -> folder.relativize(found).toString())
                .orElse("an options file");
        String line = broken.getProblemMark() == null
                ? ""
                : ", line " + (broken.getProblemMark().getLine() + 1);
        return file + line + " is not YAML: "
                + problem(broken).lines().findFirst().orElse("");
    }

    private static String problem(MarkedYAMLException broken) {
        @Nullable String problem = broken.getProblem();
        return problem == null ? String.valueOf(broken.getMessage()) : problem;
    }

    /** Where Spring Boot looks, the strongest first. */
    private static Stream<Path> besideTheJar(Path folder) {
        return Stream.of("config/", "")
                .flatMap(where -> Stream.of("application-peer", "application").map(name -> where + name))
                .flatMap(name -> Stream.of(name + ".yml", name + ".yaml"))
                .map(folder::resolve)
                .filter(Files::isRegularFile);
    }

    private static boolean breaks(Path file, MarkedYAMLException broken) {
        LoaderOptions asSpring = new LoaderOptions();
        asSpring.setAllowDuplicateKeys(false);
        try {
            new Yaml(new SafeConstructor(asSpring))
                    .loadAll(Files.readString(file))
                    .forEach(document -> {});
            return false;
        } catch (MarkedYAMLException here) {
            return problem(here).equals(problem(broken));
        } catch (IOException unreadable) {
            return false;
        }
    }
}
