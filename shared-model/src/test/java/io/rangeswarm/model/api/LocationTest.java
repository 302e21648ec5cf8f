package io.rangeswarm.model.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangeswarm.model.content.ChunkSet;
import org.junit.jupiter.api.Test;

class LocationTest {

    @Test
    void aPartialHoldingSurvivesTheWire() {
        ChunkSet held = ChunkSet.of(12, 0, 11);
        Location location = Location.of("p", "http://10.0.0.1:9090", null, held);

        assertThat(location.complete()).isNull();
        assertThat(location.held()).isEqualTo(2);
        assertThat(location.bitfield()).isEqualTo("gBA=");
        assertThat(location.chunks(12)).isEqualTo(held);
    }

    @Test
    void aCompleteHoldingNeedsNoBitfield() {
        Location location = Location.of("p", "http://10.0.0.1:9090", "rack-1", ChunkSet.all(12));

        assertThat(location.complete()).isTrue();
        assertThat(location.bitfield()).isNull();
        assertThat(location.chunks(12).isComplete()).isTrue();
    }

    @Test
    void refusesABitfieldOfAnotherFile() {
        Location location = Location.of("p", "http://10.0.0.1:9090", null, ChunkSet.of(12, 0));

        assertThatThrownBy(() -> location.chunks(17)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Location("p", "e", null, null, null, null).chunks(17))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
