package io.rangeswarm.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a real zsh makes of the completion function. */
@Timeout(120)
class ZshCompletionIT {

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    private String zsh = "";
    private Path folder = Path.of("");

    @BeforeEach
    void writeTheFunction() throws IOException {
        zsh = Programs.require("zsh", "zsh");
        AppProcess script = swarm.command("completion", "--shell=zsh");
        assertThat(script.awaitExit()).as(script.log()).isZero();
        folder = swarm.folder("completion");
        Files.writeString(folder.resolve("_rangeswarm"), script.output());
    }

    private String run(String commands) {
        AppProcess shell = swarm.start("zsh", folder, Map.of(), List.of(zsh, "-f", "-c", commands));
        assertThat(shell.awaitExit()).as(shell.log()).isZero();
        assertThat(shell.errors()).isEmpty();
        return shell.output();
    }

    @Test
    void isFoundByItsName() {
        String said = run("fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -D; print $_comps[rangeswarm]");

        assertThat(said.strip()).isEqualTo("_rangeswarm");
    }

    @Test
    void offersCommandsFirstAndThenTheirOptions() {
        String stubs = "compdef() {}; _describe() { print -l -- ${(P)4} }; _arguments() { print -l -- \"$@\" }; "
                + "source ./_rangeswarm; ";

        assertThat(run(stubs + "words=(rangeswarm ''); CURRENT=2; _rangeswarm"))
                .contains("get:Download one file", "tracker:", "doctor:");
        assertThat(run(stubs + "words=(rangeswarm get --); CURRENT=3; _rangeswarm"))
                .containsPattern("(?m)^--to=\\[.*:.*:_files$")
                .contains("--quiet[");
        assertThat(run(stubs + "words=(rangeswarm config ''); CURRENT=3; _rangeswarm"))
                .contains("1:command:(show)");
    }
}
