package io.rangeswarm.peer.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestWindowTest {

    private static final int CHUNK = 1 << 20;
    private static final long TENTH = 100_000_000;

    private long now = 7;
    private final RequestWindow window = new RequestWindow(CHUNK, now);

    /** How many run in the end, when whoever may start does and none ends. */
    private int grow(Bandwidth limit, boolean readersTakeLess, int tenths, int underWay) {
        int running = underWay;
        for (int i = 0; i < tenths; i++) {
            running += Math.min(256 - running, window.room(running, limit, readersTakeLess, now));
            now += TENTH;
        }
        return running;
    }

    @ParameterizedTest
    @CsvSource({"1KB, 2", "100KB, 2", "1MB, 2", "4MB, 8", "5.1MB, 11", "none, 256", "1000GB, 256"})
    void asksForTwoSecondsWorthAtATime(String limit, int requests) {
        assertThat(grow(Bandwidth.parse(limit), false, 100, 0)).isEqualTo(requests);
    }

    @Test
    void asksForMoreWhenTheSourcesAreTooSlowToFillTheLimit() {
        assertThat(grow(Bandwidth.parse("1MB"), true, 20, 0)).isBetween(15, 25);
    }

    @Test
    void goesBackToTwoSecondsWorthWhenTheLimitBindsAgain() {
        Bandwidth limit = Bandwidth.parse("1MB");
        grow(limit, true, 20, 0);

        grow(limit, false, 30, 0);

        assertThat(window.room(0, limit, false, now)).isEqualTo(2);
    }

    @Test
    void doesNotAskForMoreWhileItHasNotStartedWhatItMay() {
        Bandwidth limit = Bandwidth.parse("1MB");
        for (int i = 0; i < 50; i++) {
            assertThat(window.room(1, limit, true, now)).isEqualTo(1); // no more chunks, or no more sources
            now += TENTH;
        }
    }

    @Test
    void startsNoneWhileMoreRunThanALowerLimitAllows() {
        assertThat(window.room(16, Bandwidth.parse("100KB"), false, now)).isZero();
    }
}
