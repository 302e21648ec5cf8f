package io.rangeswarm.tracker.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** How many rows are written before the next change has its turn. */
class SlicesTest {

    private static final long MILLI = 1_000_000;

    private final Slices slices = new Slices();

    @Test
    void growToWhatTakesTenMilliseconds() {
        for (int slice = 0; slice < 20; slice++) {
            slices.learn(slices.rows(), slices.rows() * MILLI / 10); // 0.1 ms a row
        }
        assertThat(slices.rows()).isBetween(99, 100);
    }

    @Test
    void growByAHalfAtATimeAndShrinkAtOnce() {
        assertThat(slices.rows()).isEqualTo(16);
        slices.learn(16, 1);
        assertThat(slices.rows()).isEqualTo(24);
        slices.learn(24, 1);
        assertThat(slices.rows()).isEqualTo(36);
        slices.learn(36, 20 * MILLI);
        assertThat(slices.rows()).isEqualTo(18);
    }

    @Test
    void stayWithinBounds() {
        slices.learn(16, 60_000 * MILLI);
        assertThat(slices.rows()).isEqualTo(16);
        for (int slice = 0; slice < 20; slice++) {
            slices.learn(slices.rows(), 0);
        }
        assertThat(slices.rows()).isEqualTo(256);
    }

    @Test
    void nothingAndWhatFailsTeachesNothing() {
        slices.learn(0, 1);
        assertThatThrownBy(() -> slices.write(16, () -> {
                    throw new IllegalStateException("no disk");
                }))
                .hasMessage("no disk");
        assertThat(slices.rows()).isEqualTo(16);
        slices.write(16, () -> {});
        assertThat(slices.rows()).isEqualTo(24);
    }
}
