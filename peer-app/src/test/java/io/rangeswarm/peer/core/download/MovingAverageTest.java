package io.rangeswarm.peer.core.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MovingAverageTest {

    private final MovingAverage average = new MovingAverage(0.1);

    @Test
    void isNothingBeforeTheFirstSample() {
        assertThat(average.value()).isZero();
    }

    @Test
    void isTheFirstSampleAndNotATenthOfIt() {
        average.add(50);
        assertThat(average.value()).isEqualTo(50);
    }

    @Test
    void isAboutTheMeanOfTheFirstFew() {
        average.add(1);
        average.add(100);
        assertThat(average.value()).isBetween(50.0, 54.0);
    }

    @Test
    void followsWhatIsNewAndForgetsWhatIsOld() {
        average.add(1000);
        for (int i = 0; i < 100; i++) {
            average.add(10);
        }
        assertThat(average.value()).isCloseTo(10, within(0.1));
    }
}
