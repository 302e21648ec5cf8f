package io.rangeswarm.peer.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedOptionsTest {

    @TempDir
    private Path folder;

    @Test
    void everyOptionIsWhatSpringMakesOfIt() {
        assertThat(PackedOptions.read()).isEqualTo(OptionsFile.bySpring().peer());
    }

    @Test
    void theyStandWhereNobodySaysOtherwise() {
        assertThat(PackedOptions.ifTheyStand(
                        folder,
                        Map.of("PATH", "/bin", "RANGESWARM_JAVA_OPTIONS", "-Xmx1g"),
                        Set.of("java.home", "rangeswarm.command")))
                .contains(PackedOptions.read());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application.yml", "application.yaml", "application.properties", "application-peer.yml", "config"
            })
    void aFileInTheWorkingDirectoryIsLeftToSpring(String name) throws IOException {
        Files.createFile(folder.resolve(name));

        assertThat(PackedOptions.ifTheyStand(folder, Map.of(), Set.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RANGESWARM_PEER_TRACKER", "rangeswarm.peer.tracker", "SPRING_CONFIG_LOCATION"})
    void anEnvironmentVariableIsLeftToSpring(String name) {
        assertThat(PackedOptions.ifTheyStand(folder, Map.of(name, "x"), Set.of()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rangeswarm.peer.tracker", "spring.config.location"})
    void aSystemPropertyIsLeftToSpring(String name) {
        assertThat(PackedOptions.ifTheyStand(folder, Map.of(), Set.of(name))).isEmpty();
    }
}
