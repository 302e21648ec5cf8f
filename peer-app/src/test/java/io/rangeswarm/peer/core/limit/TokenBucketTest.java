package io.rangeswarm.peer.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers in virtual time: each takes a turn, waits for it, and takes the next. */
class TokenBucketTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Bandwidth MIB = Bandwidth.parse("1MB");

    /** What one reader has taken, and where it stands. */
    private static final class Reader {
        private final long turnBytes;
        private long taken;
        private long place;

        Reader(long turnBytes) {
            this.turnBytes = turnBytes;
        }
    }

    private long now = 5 * SECOND; // a clock may start anywhere
    private final TokenBucket bucket = new TokenBucket(MIB, now);

    private List<Reader> readers(int count, long turnBytes) {
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Reader reader = new Reader(turnBytes);
            reader.place = bucket.reserve(turnBytes, now);
            readers.add(reader);
        }
        return readers;
    }

    /** Lets everybody read for so long, waking each reader as late as real threads do. */
    private void run(List<Reader> readers, long nanos, SplittableRandom random) {
        long end = now + nanos;
        while (now < end) {
            for (Reader reader : readers) {
                if (bucket.nanosUntil(reader.place, now) == 0) {
                    reader.taken += reader.turnBytes;
                    reader.place = bucket.reserve(reader.turnBytes, now);
                }
            }
            now += 1 + random.nextLong(2_000_000);
        }
    }

    private static long taken(List<Reader> readers) {
        return readers.stream().mapToLong(reader -> reader.taken).sum();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16, 64})
    void isAccurateOverFiveSecondsFromTheFirstOn(int readerCount) {
        List<Reader> readers = readers(readerCount, MIB.bytesPerSecond() / 40);

        run(readers, 5 * SECOND, new SplittableRandom(readerCount));
        assertThat((double) taken(readers))
                .isCloseTo(5.0 * MIB.bytesPerSecond(), within(0.02 * 5 * MIB.bytesPerSecond()));

        long before = taken(readers);
        run(readers, 5 * SECOND, new SplittableRandom(readerCount));
        assertThat((double) taken(readers) - before)
                .isCloseTo(5.0 * MIB.bytesPerSecond(), within(0.02 * 5 * MIB.bytesPerSecond()));
    }

    @Test
    void isSmooth() {
        List<Reader> readers = readers(16, MIB.bytesPerSecond() / 40);
        SplittableRandom random = new SplittableRandom(1);
        for (int tenth = 0; tenth < 50; tenth++) {
            long before = taken(readers);
            run(readers, SECOND / 10, random);
            assertThat(taken(readers) - before)
                    .as("in a tenth of a second")
                    .isLessThanOrEqualTo(MIB.bytesPerSecond() * 2 / 10);
        }
    }

    @Test
    void everyReaderGetsTheSameHoweverManyThereAre() {
        List<Reader> readers = readers(50, 10_000);

        run(readers, 10 * SECOND, new SplittableRandom(2));

        long least = readers.stream().mapToLong(reader -> reader.taken).min().orElseThrow();
        long most = readers.stream().mapToLong(reader -> reader.taken).max().orElseThrow();
        assertThat(least).isPositive();
        assertThat(most - least).isLessThanOrEqualTo(10_000);
    }

    @Test
    void aPauseIsFollowedByNoMoreThanATenthOfASecondsWorth() {
        run(readers(1, 1000), SECOND, new SplittableRandom(3));
        now += 3600 * SECOND;
        bucket.giveBack(0, now);

        long burst = 0;
        while (bucket.nanosUntil(bucket.reserve(1000, now), now) == 0) {
            burst += 1000;
        }

        assertThat(burst).isLessThanOrEqualTo(MIB.bytesPerSecond() / 10);
    }

    @Test
    void whatIsGivenBackGoesToTheNext() {
        long first = bucket.reserve(MIB.bytesPerSecond(), now);
        long second = bucket.reserve(1024, now);
        assertThat(bucket.nanosUntil(second, now)).isGreaterThan(SECOND);

        bucket.giveBack(MIB.bytesPerSecond(), now);

        assertThat(bucket.nanosUntil(first, now)).isZero();
        assertThat(bucket.nanosUntil(second, now)).isLessThanOrEqualTo(SECOND / 1000);
    }

    @Test
    void aChangeHoldsAtOnceAndForThoseWhoWait() {
        long place = bucket.reserve(MIB.bytesPerSecond(), now);
        now += SECOND / 2;
        assertThat(bucket.nanosUntil(place, now)).isCloseTo(SECOND / 2, within(10L));

        bucket.change(Bandwidth.parse("2MB"), now);
        assertThat(bucket.nanosUntil(place, now)).isCloseTo(SECOND / 4, within(10L));

        bucket.change(Bandwidth.parse("512KB"), now);
        assertThat(bucket.nanosUntil(place, now)).isCloseTo(SECOND, within(10L));

        bucket.change(Bandwidth.UNLIMITED, now);
        assertThat(bucket.nanosUntil(place, now)).isZero();
    }

    @Test
    void aLimitThatIsSetLaterDoesNotCountWhatWentBefore() {
        bucket.change(Bandwidth.UNLIMITED, now);
        long[] places = new long[100];
        Arrays.setAll(places, i -> bucket.reserve(1 << 20, now));
        assertThat(bucket.nanosUntil(places[99], now)).isZero();
        now += SECOND;

        bucket.change(MIB, now);

        assertThat(bucket.nanosUntil(bucket.reserve(MIB.bytesPerSecond(), now), now))
                .isBetween(SECOND * 8 / 10, SECOND);
    }

    @Test
    void isFullOnceNobodyHasWantedAnythingForAWhile() {
        assertThat(bucket.isFull(now)).isFalse();
        now += SECOND / 10;
        assertThat(bucket.isFull(now)).isTrue();
        bucket.reserve(1, now);
        now += SECOND / 1000;
        assertThat(bucket.isFull(now)).isTrue();
        bucket.reserve(MIB.bytesPerSecond(), now);
        assertThat(bucket.isFull(now)).isFalse();
    }
}
