package io.rangeswarm.peer.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code config}: what is configured. */
@Command(name = "config", mixinStandardHelpOptions = true, description = "What is configured, and where.")
@SuppressWarnings("NullAway.Init") // picocli sets the field
final class ConfigCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what of it: config show");
    }

    /** {@code config show}: every option of a peer that would be started here and now. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Show each option of a peer, its value, and where it comes from.",
            footer = {
                "",
                "What counts most comes first: command line, system properties, environment, application.yml in ./config, here or",
                "beside the jar, and the one in the jar, which has a reason for each default."
            })
    @SuppressWarnings("NullAway.Init") // picocli sets the field
    static final class Show implements Callable<Integer> {

        private final Toolbox toolbox;
        private final Map<String, String> given;

        @Spec
        private CommandSpec spec;

        @Option(names = "--changed", description = "only what is not as in the jar")
        private boolean changedOnly;

        @Mixin
        private JsonOption json;

        /** @param given options of application.yml that stand on the command line */
        Show(Toolbox toolbox, Map<String, String> given) {
            this.toolbox = toolbox;
            this.given = given;
        }

        @Override
        public Integer call() {
            List<ConfiguredOption> options = toolbox.configuration(given).stream()
                    .filter(option -> !changedOnly || !option.isDefault())
                    .toList();
            PrintWriter out = spec.commandLine().getOut();
            if (json.isWanted()) {
                options.forEach(option -> out.println(toolbox.json(option)));
            } else {
                Table table = new Table("OPTION", "VALUE", "FROM");
                options.forEach(option -> table.row(option.name(), option.value(), option.from()));
                table.print(out);
            }
            out.flush();
            return ExitCode.OK;
        }
    }
}
