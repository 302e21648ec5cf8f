package io.rangeswarm.swarm;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of the system that tests use. */
final class Programs {

    /** Set where everything has to be there, so that no test is skipped unseen: {@code .ci/run} sets it. */
    private static final String ALL_REQUIRED = "SWARM_TESTS_ALL_PROGRAMS";

    private Programs() {}

    static Optional<Path> find(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(
                        Stream.of(path.split(":", -1)), Stream.of("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The program; without it the test is skipped, or fails where everything has to be there. */
    static String require(String name, String debianPackage) {
        Optional<Path> found = find(name);
        require(found.isPresent(), name + " is not installed (apt-get install " + debianPackage + ")");
        return found.orElseThrow().toString();
    }

    /** Skips the test, or fails where everything has to be there, unless {@code isThere}. */
    static void require(boolean isThere, String otherwise) {
        if (System.getenv(ALL_REQUIRED) != null && !isThere) {
            throw new AssertionError(otherwise);
        }
        assumeTrue(isThere, otherwise);
    }
}
