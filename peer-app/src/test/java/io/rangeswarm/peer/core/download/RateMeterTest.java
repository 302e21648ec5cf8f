package io.rangeswarm.peer.core.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RateMeterTest {

    private Instant now = Instant.EPOCH;
    private final RateMeter meter = new RateMeter(now);

    @Test
    void tellsTheRateOfTheLastSeconds() {
        for (int i = 0; i < 100; i++) {
            now = now.plusMillis(100);
            meter.count(1000, now);
        }
        assertThat(meter.bytesPerSecond(now)).isBetween(9_000L, 11_000L);
        assertThat(meter.total()).isEqualTo(100_000);
    }

    @Test
    void fallsToZeroWhenNothingComes() {
        meter.count(1_000_000, now.plusMillis(500));

        assertThat(meter.bytesPerSecond(now.plusSeconds(1))).isPositive();
        assertThat(meter.bytesPerSecond(now.plusSeconds(20))).isZero();
    }

    @Test
    void followsAChangeWithinItsWindow() {
        for (int i = 1; i <= 10; i++) {
            meter.count(1000, now.plusSeconds(i));
        }
        for (int i = 11; i <= 20; i++) {
            meter.count(9000, now.plusSeconds(i));
        }
        assertThat(meter.bytesPerSecond(now.plusSeconds(20))).isEqualTo(9000);
    }

    @Test
    void isZeroAtTheVeryStart() {
        assertThat(meter.bytesPerSecond(now)).isZero();
    }
}
