package io.rangeswarm.peer.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.peer.cli.ConfiguredOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationTest {

    @Test
    void everyOptionHasAValueAndAnOrigin() {
        List<ConfiguredOption> options = Configuration.read(Map.of());

        assertThat(options).hasSize(7 + PeerOptions.class.getRecordComponents().length);
        assertThat(options)
                .contains(
                        new ConfiguredOption("server.port", "9090", ConfiguredOption.DEFAULT),
                        new ConfiguredOption("rangeswarm.peer.max-queued-requests", value(), ConfiguredOption.DEFAULT));
    }

    private static String value() {
        return String.valueOf(OptionsFile.bySpring().peer().maxQueuedRequests());
    }

    @Test
    void theCommandLineCountsMost() {
        assertThat(Configuration.read(Map.of("rangeswarm.peer.upload-slots", "7", "rangeswarm.peer.fetch[0]", "a")))
                .contains(
                        new ConfiguredOption("rangeswarm.peer.upload-slots", "7", "command line"),
                        new ConfiguredOption("rangeswarm.peer.fetch", "a", "command line"));
    }
}
