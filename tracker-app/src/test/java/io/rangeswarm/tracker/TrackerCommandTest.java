package io.rangeswarm.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrackerCommandTest {

    private final List<String> started = new ArrayList<>();

    @Test
    void shortFormsStandForOptions() {
        assertThat(run("--port", "81", "--data=/x y", "--logging.level.c2ms=debug"))
                .isZero();
        assertThat(started)
                .containsExactly("--logging.level.c2ms=debug", "--server.port=81", "--rangeswarm.tracker.data=/x y");
    }

    @Test
    void databaseIsNamedInShortToo() {
        assertThat(run("--database-url=postgresql://db/swarm", "--database-user=me", "--database-password-file", "f"))
                .isZero();
        assertThat(started)
                .containsExactly(
                        "--rangeswarm.tracker.database.url=postgresql://db/swarm",
                        "--rangeswarm.tracker.database.user=me",
                        "--rangeswarm.tracker.database.password-file=f");
    }

    @Test
    void helpAndVersionStartNothing() {
        assertThat(run("--help")).isZero();
        assertThat(run("--port=1", "-h")).isZero();
        assertThat(run("--version")).isZero();
        assertThat(started).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--prot=1         | --port",
                "--dta ./x        | --data",
                "--something-else | Unknown option",
                "start            | Unmatched argument",
                "--port           | Missing required parameter",
                "--port=x         | is not an int",
                "--port=65536     | 0 (any) to 65535, not 65536",
                "--rangeswarm.tracker.database.password=x | can be read by everybody",
                "--spring.datasource.password=x           | can be read by everybody",
                "--port=-1        | 0 (any) to 65535, not -1",
            })
    void saysWhatIsWrongAndWhatIsNearest(String typed, String told) {
        PrintStream stderr = System.err;
        ByteArrayOutputStream caught = new ByteArrayOutputStream();
        System.setErr(new PrintStream(caught, true, StandardCharsets.UTF_8));
        try {
            String[] arguments = Arrays.stream(typed.split(" ")).toArray(String[]::new);
            assertThat(run(arguments)).isEqualTo(TrackerCommand.EXIT_USAGE);
        } finally {
            System.setErr(stderr);
        }
        assertThat(caught.toString(StandardCharsets.UTF_8)).contains(told).doesNotContain("\tat ");
        assertThat(started).isEmpty();
    }

    private int run(String... arguments) {
        return TrackerCommand.run(arguments, options -> {
            started.addAll(options);
            return 0;
        });
    }
}
