package io.rangeswarm.peer.core.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rangeswarm.peer.core.upload.UploadTurns.Grant;
import io.rangeswarm.peer.core.upload.UploadTurns.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The division of a limited uplink, in virtual time. */
class UploadTurnsTest {

    private static final long SECOND = 1_000_000_000L;
    private static final int MIB = 1 << 20;

    private long now = 1_000 * SECOND;
    private UploadTurns<String> turns = new UploadTurns<>(8 * MIB, now);
    private final Map<String, Long> sentBytes = new HashMap<>();
    private final Map<String, Long> doneAtNanos = new HashMap<>();
    private final List<String> doneInOrder = new ArrayList<>();
    private final Set<String> stalled = new HashSet<>();
    private long grants;

    @ParameterizedTest
    @ValueSource(longs = {1, 999, 10_000, 256 << 10, 8 * MIB, 1_250_000_000L})
    void sendsWhatTheLimitAllows(long bytesPerSecond) {
        limit(bytesPerSecond);
        join("a", Long.MAX_VALUE / 4);
        join("b", Long.MAX_VALUE / 4);

        runFor(5 * SECOND);

        assertThat(total()).isCloseTo(5 * bytesPerSecond, within(Math.max(1, bytesPerSecond / 20)));
        assertThat(grants).as("wake-ups").isLessThanOrEqualTo(5 * 200);
    }

    @Test
    void neverSendsMoreThanTheLimitInAnyTenthOfASecond() {
        for (int i = 0; i < 8; i++) {
            join("t" + i, 64L * MIB);
        }
        runFor(SECOND);
        for (int step = 0; step < 50; step++) {
            long before = total();
            runFor(SECOND / 10);
            assertThat(total() - before).isCloseTo(8L * MIB / 10, Percentage.withPercentage(11));
        }
    }

    @Test
    void chunksLeaveWholeOneAfterAnother() {
        for (int i = 0; i < 8; i++) {
            join("chunk" + i, MIB);
        }

        runFor(2 * SECOND);

        assertThat(doneInOrder)
                .containsExactly("chunk0", "chunk1", "chunk2", "chunk3", "chunk4", "chunk5", "chunk6", "chunk7");
        assertThat(doneAfter("chunk0")).isCloseTo(SECOND / 8, within(SECOND / 50));
        assertThat(doneAfter("chunk7")).isCloseTo(SECOND, within(SECOND / 20));
    }

    @Test
    void chunksLeaveWholeAlsoWhereATurnIsALittleShorter() {
        limit(3 * MIB); // a turn is three quarters of a chunk
        for (int i = 0; i < 6; i++) {
            join("chunk" + i, MIB);
        }

        runFor(3 * SECOND);

        assertThat(doneInOrder).containsExactly("chunk0", "chunk1", "chunk2", "chunk3", "chunk4", "chunk5");
        assertThat(doneAfter("chunk0")).isCloseTo(SECOND / 3, within(SECOND / 20));
        assertThat(doneAfter("chunk5")).isCloseTo(2 * SECOND, within(SECOND / 10));
    }

    @Test
    void aChunkIsNotKeptWaitingByLongTransfers() {
        join("disk image", 10_000L * MIB);
        join("another", 10_000L * MIB);
        runFor(3 * SECOND);
        join("chunk", MIB);

        runFor(SECOND);

        assertThat(doneAfter("chunk") - 3 * SECOND).isLessThan(3 * UploadTurns.TURN_NANOS);
    }

    @Test
    void longTransfersShareFairly() {
        for (int i = 0; i < 5; i++) {
            join("t" + i, 1000L * MIB);
        }

        runFor(20 * SECOND);

        for (int i = 0; i < 5; i++) {
            assertThat(sentBytes.get("t" + i)).isCloseTo(32L * MIB, Percentage.withPercentage(8));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 1000})
    void nobodyIsSilentForLongHoweverManyThereAre(int transfers) {
        limit(MIB);
        for (int i = 0; i < transfers; i++) {
            join("t" + i, 100L * MIB);
        }

        runFor(UploadTurns.ROUND_NANOS + SECOND);

        assertThat(sentBytes).hasSize(transfers);
    }

    @Test
    void aReaderThatStopsCostsTheOthersNothing() {
        join("stuck", 100L * MIB);
        join("alive", 100L * MIB);
        stalled.add("stuck");

        runFor(5 * SECOND);

        assertThat(sentBytes.getOrDefault("stuck", 0L)).isZero();
        assertThat(sentBytes.get("alive")).isCloseTo(40L * MIB, Percentage.withPercentage(5));
    }

    @Test
    void whoWasStuckFinishesTheRestOfItsTurnAndNoMore() {
        Place<String> slow = turns.join("slow", 100L * MIB);
        now += SECOND / 10;
        Grant<String> first = turns.next(now).orElseThrow();
        turns.sent(first, first.bytes() / 2);
        join("other", 100L * MIB);
        runFor(10 * SECOND);
        sentBytes.clear();

        turns.writable(slow);
        runFor(UploadTurns.TURN_NANOS);

        assertThat(sentBytes.get("slow"))
                .as("its turn but for what it has sent, and at most one step more")
                .isBetween(2L * MIB - first.bytes(), 2L * MIB);
    }

    @Test
    void theLimitCanChangeWhileTransfersWait() {
        join("a", 10_000L * MIB);
        runFor(2 * SECOND);
        long atEight = total();

        turns.changeLimit(2 * MIB, now);
        runFor(2 * SECOND);
        long atTwo = total() - atEight;
        turns.changeLimit(64 * MIB, now);
        runFor(2 * SECOND);

        assertThat(atEight).isCloseTo(16L * MIB, Percentage.withPercentage(5));
        assertThat(atTwo).isCloseTo(4L * MIB, Percentage.withPercentage(5));
        assertThat(total() - atEight - atTwo).isCloseTo(128L * MIB, Percentage.withPercentage(5));
    }

    @Test
    void theEndOfTheLimitLetsEverybodyGo() {
        join("a", 5_000L * MIB);
        join("b", 5_000L * MIB);

        turns.changeLimit(Long.MAX_VALUE, now);
        runFor(SECOND / 100);

        assertThat(doneInOrder).containsExactly("a", "b");
    }

    @Test
    void anIdleHourGivesNoBurst() {
        now += 3600 * SECOND;
        join("a", 100L * MIB);

        runFor(0);

        assertThat(total()).isBetween(1L, 8L * MIB / 10);
    }

    @Test
    void whoLeavesIsForgotten() {
        Place<String> gone = turns.join("gone", MIB);
        Place<String> sending = turns.join("sending", MIB);
        turns.leave(gone);
        now += SECOND;
        Grant<String> grant = turns.next(now).orElseThrow();
        turns.leave(sending);

        assertThat(grant.place()).isSameAs(sending);
        assertThat(turns.sent(grant, grant.bytes() - 1)).isFalse();
        turns.writable(sending);
        turns.writable(gone);
        assertThat(turns.waiting()).isZero();
        assertThat(turns.next(now + SECOND)).isEmpty();
        assertThat(turns.nextAtNanos()).isEmpty();
    }

    @Test
    void whatWasNotSentIsNotPaidFor() {
        join("a", 100L * MIB);
        now += SECOND;
        Grant<String> grant = turns.next(now).orElseThrow();

        turns.sent(grant, 0);
        turns.writable(grant.place());

        assertThat(turns.next(now))
                .map(Grant::bytes)
                .hasValueSatisfying(bytes -> assertThat(bytes).isCloseTo(grant.bytes(), within(1L)));
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> new UploadTurns<String>(0, 0)).hasMessageContaining("1 byte per second");
        assertThatThrownBy(() -> turns.changeLimit(-1, now)).hasMessageContaining("-1");
        assertThatThrownBy(() -> turns.join("a", 0)).hasMessageContaining("at least 1 byte");
        join("a", MIB);
        now += SECOND;
        Grant<String> grant = turns.next(now).orElseThrow();
        assertThatThrownBy(() -> turns.sent(grant, grant.bytes() + 1)).hasMessageContaining("granted");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void losesNoByteWhateverHappens(long seed) {
        Random random = new Random(seed);
        long expected = 0;
        for (int i = 0; i < 200; i++) {
            long length = 1L + random.nextInt(4 * MIB);
            expected += length;
            join("t" + i, length);
            turns.changeLimit(1L + random.nextInt(100 * MIB), now);
            stalled.clear();
            stalled.add("t" + random.nextInt(200));
            runFor(random.nextInt(200) * 1_000_000L);
            wakeAll();
        }
        stalled.clear();
        turns.changeLimit(1L << 40, now);
        wakeAll();
        runFor(SECOND);

        assertThat(total()).as("seed " + seed).isEqualTo(expected);
        assertThat(turns.waiting()).isZero();
    }

    private final List<Place<String>> places = new ArrayList<>();

    private void limit(long bytesPerSecond) {
        turns = new UploadTurns<>(bytesPerSecond, now);
    }

    private void join(String name, long bytes) {
        places.add(turns.join(name, bytes));
    }

    private void wakeAll() {
        places.forEach(turns::writable);
    }

    /** Carries out what is granted; a stalled transfer takes nothing. */
    private void runFor(long nanos) {
        long end = now + nanos;
        while (true) {
            Optional<Grant<String>> grant = turns.next(now);
            if (grant.isPresent()) {
                carryOut(grant.get());
                continue;
            }
            long next = turns.nextAtNanos().orElse(Long.MAX_VALUE);
            if (next > end) {
                now = end;
                return;
            }
            assertThat(next).as("time goes on").isGreaterThan(now);
            now = next;
        }
    }

    private void carryOut(Grant<String> grant) {
        String name = grant.place().owner();
        grants++;
        if (stalled.contains(name)) {
            turns.sent(grant, 0);
            return;
        }
        sentBytes.merge(name, grant.bytes(), Long::sum);
        if (turns.sent(grant, grant.bytes())) {
            doneInOrder.add(name);
            doneAtNanos.put(name, now);
        }
    }

    private long doneAfter(String name) {
        return doneAtNanos.getOrDefault(name, Long.MAX_VALUE) - 1_000 * SECOND;
    }

    private long total() {
        return sentBytes.values().stream().mapToLong(Long::longValue).sum();
    }
}
