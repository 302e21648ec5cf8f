package io.rangeswarm.model.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectionBoundsTest {

    private static final long MIB = 1 << 20;
    private static final long MANY = 65_536;

    @Test
    void aLargeHeapBearsWhatIsWanted() {
        assertThat(ConnectionBounds.connections(12_000, 256 * MIB, MANY, false)).isEqualTo(12_000);
    }

    @Test
    void aSmallHeapBearsFewerAndWithTlsFarFewer() {
        assertThat(ConnectionBounds.connections(12_000, 64 * MIB, MANY, false)).isEqualTo(4096);
        assertThat(ConnectionBounds.connections(12_000, 64 * MIB, MANY, true)).isEqualTo(256);
        assertThat(ConnectionBounds.halfSaidCalls(64 * MIB, 4096)).isEqualTo(256);
    }

    @Test
    void aTinyHeapStillServesSome() {
        assertThat(ConnectionBounds.connections(12_000, MIB, MANY, true)).isEqualTo(64);
        assertThat(ConnectionBounds.halfSaidCalls(MIB, 4096)).isEqualTo(64);
    }

    @Test
    void halfOfWhatMayBeOpenIsLeftForOthers() {
        assertThat(ConnectionBounds.connections(12_000, 256 * MIB, 1024, false)).isEqualTo(512);
        assertThat(ConnectionBounds.connections(12_000, 256 * MIB, Long.MAX_VALUE, false))
                .isEqualTo(12_000);
    }

    @Test
    void whereManyMayBeOpenOnlySomeThousandsAreLeftForOthers() {
        assertThat(ConnectionBounds.connections(12_000, 256 * MIB, 20_000, false))
                .isEqualTo(12_000);
        assertThat(ConnectionBounds.connections(12_000, 256 * MIB, 12_000, false))
                .isEqualTo(12_000 - 4096);
    }

    @Test
    void halfOfTheConnectionsAreForWhoSaysAllAtOnce() {
        assertThat(ConnectionBounds.halfSaidCalls(256 * MIB, 128)).isEqualTo(64);
        assertThat(ConnectionBounds.halfSaidCalls(256 * MIB, 1)).isEqualTo(1);
    }

    @Test
    void someAreKeptFree() {
        assertThat(ConnectionBounds.spare(4096)).isEqualTo(256);
        assertThat(ConnectionBounds.spare(8)).isEqualTo(1);
    }

    @Test
    void knowsHowManyDescriptorsThereMayBe() {
        assertThat(ConnectionBounds.descriptors()).isGreaterThan(64);
    }
}
