package io.rangeswarm.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangeswarm.tracker.CommandLine.Action;
import io.rangeswarm.tracker.CommandLine.UsageException;
import io.rangeswarm.tracker.wiring.TrackerProperties;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {

    @Test
    void shortFormsStandForOptions() throws UsageException {
        assertThat(CommandLine.parse("--port", "81", "--data=/x y", "--logging.level.c2ms=debug")
                        .springArguments())
                .isEqualTo(List.of("--server.port=81", "--rangeswarm.tracker.data=/x y", "--logging.level.c2ms=debug"));
    }

    @Test
    void knowsEveryOptionThatItsPropertiesHave() throws UsageException {
        for (var component : TrackerProperties.class.getRecordComponents()) {
            String option = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            assertThat(CommandLine.parse("--rangeswarm.tracker." + option + "=1")
                            .action())
                    .isEqualTo(Action.RUN);
        }
    }

    @Test
    void helpAndVersionWinOverTheRest() throws UsageException {
        assertThat(CommandLine.parse("--help").action()).isEqualTo(Action.HELP);
        assertThat(CommandLine.parse("--port=1", "-h").action()).isEqualTo(Action.HELP);
        assertThat(CommandLine.parse("--version").action()).isEqualTo(Action.VERSION);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--prot=1             | there is no option --prot; did you mean --port?; see --help",
                "--dta ./x            | there is no option --dta; did you mean --data?; see --help",
                "--lease=9s           | there is no option --lease; did you mean --rangeswarm.tracker.lease?; see --help",
                "--rangeswarm.tracker.leese=9s | there is no option --rangeswarm.tracker.leese; did you mean"
                        + " --rangeswarm.tracker.lease?; see --help",
                "--something-else=1   | there is no option --something-else; see --help",
                "start                | 'start' is not an option; options begin with --, see --help",
                "--port               | --port needs a value: --port=VALUE",
                "--port=              | --port needs a value: --port=VALUE",
                "--port=1 --server.port=2 | --server.port is given twice; say which one you mean",
                "--port=x             | --port must be a whole number from 0 to 65535, not 'x'",
                "--port=65536         | --port must be a whole number from 0 to 65535, not '65536'",
                "--port=-1            | --port must be a whole number from 0 to 65535, not '-1'",
                "--server.port=x      | --server.port must be a whole number from 0 to 65535, not 'x'"
            })
    void saysWhatIsWrongAndWhatIsNearest(String typed, String message) {
        String[] arguments = Arrays.stream(typed.split(" ")).toArray(String[]::new);

        assertThatThrownBy(() -> CommandLine.parse(arguments))
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
    }
}
