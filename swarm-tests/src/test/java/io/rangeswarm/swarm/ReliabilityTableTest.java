package io.rangeswarm.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/reliability.md promises nothing without a test: each row names some, and these are there. */
class ReliabilityTableTest {

    private static final Path PROJECT = Path.of("..");
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\|.*\\|([^|]*)\\|");
    private static final Pattern NAMED_TEST = Pattern.compile("`(\\w+)\\.(\\w+)`");

    @Test
    void everyRowNamesTestsThatThereAre() throws IOException {
        Map<String, String> sources = testSources();
        List<String> missing = new ArrayList<>();
        int rows = 0;
        for (String line : Files.readAllLines(PROJECT.resolve("docs/reliability.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows++;
                assertThat(Integer.parseInt(row.group(1)))
                        .as("rows are counted")
                        .isEqualTo(rows);
                missing.addAll(missingIn(row.group(2), sources));
            }
        }
        assertThat(rows).isGreaterThanOrEqualTo(47);
        assertThat(missing).isEmpty();
    }

    private static List<String> missingIn(String tests, Map<String, String> sources) {
        List<String> missing = new ArrayList<>();
        Matcher named = NAMED_TEST.matcher(tests);
        int count = 0;
        while (named.find()) {
            count++;
            if (!sources.getOrDefault(named.group(1), "").contains("void " + named.group(2) + "(")) {
                missing.add(named.group());
            }
        }
        return count == 0 ? List.of("no test: " + tests) : missing;
    }

    /** By the class's name. A test may stand in the class that others extend: contract tests do. */
    private static Map<String, String> testSources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (String module : List.of("shared-model", "tracker-app", "peer-app", "swarm-tests")) {
            try (Stream<Path> files = Files.walk(PROJECT.resolve(module).resolve("src/test/java"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    String name = String.valueOf(file.getFileName()).replace(".java", "");
                    sources.merge(name, Files.readString(file), String::concat);
                }
            }
        }
        return sources;
    }
}
