package io.rangeswarm.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SimulateCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new SimulateCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @Test
    void tellsHowNearTheLastPeerCameToTheBoundAndDrawsIt(@TempDir Path folder) throws IOException {
        Path plot = folder.resolve("swarm.svg");

        int exit = run("--peers", "6", "--chunks", "32", "--seed", "3", "--uplink", "4MB", "--plot", plot.toString());

        assertThat(exit).isZero();
        assertThat(out.toString())
                .contains("6 peers, 32 chunks")
                .contains("fluid bound        8.00 s")
                .contains("x the bound")
                .contains("drawn in");
        assertThat(err.toString()).startsWith("at 0.4 s: uplinks ").contains("6 peers not done yet");
        assertThat(Files.readString(plot))
                .startsWith("<svg")
                .contains("bound 8.0 s", "polyline")
                .endsWith("</svg>\n");
    }

    @Test
    void explainsItself() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("--rtt-millis", "--plot", "--vanishing");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "--peers=0, --peers must be 1 to",
                "--peers=many, 'many' is not an int",
                "--chunks=5000, --chunks must be 1 to 4096",
                "--seeds=0, --seeds must be",
                "--uplink=fast, 'fast' is no rate",
                "--uplink=10MBB, '10MBB' is no rate",
                "--uplink=0, '0' is not between",
                "--slow=2, --slow must be 0 to 1",
                "--rtt-millis=-1, --rtt-millis must be",
                "--plot=/no/such/folder/x.svg, there is no folder",
                "--bogus, Unknown option"
            })
    void saysWhatIsWrongWithAnOption(String option, String message) {
        assertThat(run(option)).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }
}
