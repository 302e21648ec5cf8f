package io.rangeswarm.model.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectionBoundsTest {

    private static final long MIB = 1 << 20;

    @Test
    void aLargeHeapBearsWhatIsWanted() {
        assertThat(ConnectionBounds.connections(12_000, 256 * MIB, false)).isEqualTo(12_000);
    }

    @Test
    void aSmallHeapBearsFewerAndWithTlsFarFewer() {
        assertThat(ConnectionBounds.connections(12_000, 64 * MIB, false)).isEqualTo(4096);
        assertThat(ConnectionBounds.connections(12_000, 64 * MIB, true)).isEqualTo(256);
        assertThat(ConnectionBounds.halfSaidCalls(64 * MIB)).isEqualTo(256);
    }

    @Test
    void aTinyHeapStillServesSome() {
        assertThat(ConnectionBounds.connections(12_000, MIB, true)).isEqualTo(64);
        assertThat(ConnectionBounds.halfSaidCalls(MIB)).isEqualTo(64);
    }
}
