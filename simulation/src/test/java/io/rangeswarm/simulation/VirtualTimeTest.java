package io.rangeswarm.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {

    private final VirtualTime time = new VirtualTime();
    private final List<Long> happened = new ArrayList<>();

    @Test
    void everythingHappensAtItsTimeHoweverFarOff() {
        SplittableRandom random = new SplittableRandom(1);
        List<Long> expected = new ArrayList<>();
        for (long reach : LongStream.of(1, 1000, 1_000_000, 2_000_000_000, 3_600_000_000_000L)
                .toArray()) {
            for (int i = 0; i < 500; i++) {
                long first = random.nextLong(reach);
                long then = random.nextLong(reach);
                expected.add(first);
                expected.add(first + then);
                time.after(first, () -> {
                    happened.add(time.now());
                    time.after(then, () -> happened.add(time.now()));
                });
            }
        }
        while (time.step()) {
            assertThat(time.instant().toEpochMilli()).isEqualTo(time.now() / 1_000_000);
        }
        assertThat(happened).isSorted();
        assertThat(happened).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(time.happened()).isEqualTo(expected.size());
    }

    @Test
    void nothingHappensWhereNothingIsLeft() {
        assertThat(time.step()).isFalse();
        time.after(5, () -> {});
        assertThat(time.step()).isTrue();
        assertThat(time.step()).isFalse();
        assertThat(time.now()).isEqualTo(5);
    }
}
