package io.rangeswarm.tracker.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;

class BrokenOptionsFileTest {

    private static final String BROKEN = "rangeswarm:\n  tracker:\n\tport: 1\n";

    @TempDir
    Path folder;

    private static MarkedYAMLException failure() {
        return catchThrowableOfType(MarkedYAMLException.class, () -> new Yaml().load(BROKEN));
    }

    @Test
    void namesTheFileAndTheLine() throws IOException {
        Files.writeString(folder.resolve("application.yml"), "a: 1\n");
        Files.createDirectory(folder.resolve("config"));
        Files.writeString(folder.resolve("config/application-tracker.yaml"), BROKEN);

        assertThat(BrokenOptionsFile.explain(failure(), folder))
                .startsWith("config/application-tracker.yaml, line 3 is not YAML: ")
                .doesNotContain("\n");
    }

    @Test
    void namesTheLineOfAFileThatIsElsewhere() {
        assertThat(BrokenOptionsFile.explain(failure(), folder)).startsWith("an options file, line 3 is not YAML: ");
    }

    @Test
    void knowsNothingOfOtherFailures() {
        assertThat(BrokenOptionsFile.explain(new IllegalStateException())).isEmpty();
    }
}
