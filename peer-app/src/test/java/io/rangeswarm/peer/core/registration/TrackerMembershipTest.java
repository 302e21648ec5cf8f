package io.rangeswarm.peer.core.registration;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.rangeswarm.model.api.FilesRegistration;
import io.rangeswarm.model.api.LeaseRenewal;
import io.rangeswarm.model.api.PeerRegistration;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.swarm.FakeTracker;
import io.rangeswarm.peer.core.swarm.PeerCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class TrackerMembershipTest {

    private static final Duration HEARTBEAT = Duration.ofSeconds(FakeTracker.LEASE_SECONDS / 3);

    @TempDir
    private Path temp;

    private final FakeTracker tracker = new FakeTracker();
    private final Holdings holdings = new Holdings();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private Instant now = Instant.EPOCH;

    @BeforeEach
    void listen() {
        logged.start();
        logger().addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        logger().detachAppender(logged);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("c2ms");
    }

    private long warnings() {
        return logged.list.stream()
                .filter(event -> event.getLevel().equals(Level.WARN))
                .count();
    }

    private TrackerMembership membership() {
        TrackerMembership membership = new TrackerMembership(
                tracker,
                () -> new PeerRegistration("http://10.0.0.1:9090", null, null, null),
                () -> new LeaseRenewal(0L, 0L),
                holdings,
                new IdentityFile(temp.resolve(".rangeswarm/identity")),
                () -> now);
        holdings.addListener(membership);
        return membership;
    }

    private void pass(Duration duration) {
        now = now.plus(duration);
    }

    /** A holding that a test lets grow. */
    private static final class TestHolding implements Holding {
        private final Manifest manifest;
        private final NavigableSet<FileName> names;
        private ChunkSet held;

        TestHolding(Manifest manifest, ChunkSet held, String... names) {
            this.manifest = manifest;
            this.held = held;
            this.names = new TreeSet<>(Comparator.comparing(FileName::value));
            Arrays.stream(names).map(FileName::new).forEach(this.names::add);
        }

        @Override
        public Manifest manifest() {
            return manifest;
        }

        @Override
        public SortedSet<FileName> names() {
            return Collections.unmodifiableNavigableSet(names);
        }

        @Override
        public ChunkSet held() {
            return held;
        }

        @Override
        public Optional<Path> verifiedPath() {
            return Optional.empty();
        }
    }

    private static Manifest manifest(int number, int chunks) {
        ChunkLayout layout = new ChunkLayout((long) chunks * ChunkLayout.CHUNK_SIZE_MIN);
        Sha256 hash = Sha256.hash(new byte[] {(byte) number, (byte) (number >> 8)});
        return Manifest.of(layout, hash, Collections.nCopies(chunks, hash));
    }

    private static TestHolding whole(int number, String... names) {
        return new TestHolding(manifest(number, 4), ChunkSet.all(4), names);
    }

    @Test
    void registersItselfAndAllThatItHolds() {
        TrackerMembership membership = membership();
        TestHolding part = new TestHolding(manifest(1, 4), ChunkSet.of(4, 2), "part");
        TestHolding whole = whole(2, "whole", "copy of whole");
        holdings.put(part);
        holdings.put(whole);

        membership.tick();

        assertThat(membership.credentials()).isPresent();
        assertThat(tracker.heldOf(part.fileId())).contains(ChunkSet.of(4, 2));
        assertThat(tracker.heldOf(whole.fileId())).contains(ChunkSet.all(4));
        assertThat(tracker.namesOf(whole.fileId())).containsExactlyInAnyOrder("whole", "copy of whole");
        assertThat(tracker.calls()).containsExactly("register", "registerFiles 3");
    }

    @Test
    void saysNothingWhileThereIsNoNews() {
        TrackerMembership membership = membership();
        holdings.put(whole(1, "a"));
        membership.tick();
        tracker.clearCalls();

        for (int i = 0; i < 9; i++) {
            pass(Duration.ofSeconds(1));
            membership.tick();
        }

        assertThat(tracker.calls()).isEmpty();
    }

    @Test
    void renewsItsLeaseAtAThirdOfIt() {
        TrackerMembership membership = membership();
        membership.tick();
        tracker.clearCalls();

        pass(HEARTBEAT.minusMillis(1));
        membership.tick();
        assertThat(tracker.calls()).isEmpty();
        pass(Duration.ofMillis(1));
        membership.tick();
        membership.tick();
        assertThat(tracker.calls()).containsExactly("renewLease");
    }

    @Test
    void sendsOnlyTheNewChunksOfAGrowingDownload() {
        TrackerMembership membership = membership();
        TestHolding growing = new TestHolding(manifest(1, 8), ChunkSet.of(8, 1), "growing");
        holdings.put(growing);
        membership.tick();
        tracker.clearCalls();

        growing.held = growing.held.with(3, 5);
        holdings.grew(growing);
        membership.tick();
        growing.held = growing.held.with(7);
        holdings.grew(growing);
        membership.tick();
        holdings.grew(growing);
        membership.tick();

        assertThat(tracker.calls()).containsExactly("registerChunks [3, 5]", "registerChunks [7]");
        assertThat(tracker.heldOf(growing.fileId())).contains(ChunkSet.of(8, 1, 3, 5, 7));
    }

    @Test
    void gathersChunksForAsLongAsTheTrackerWishesButTellsOfAWholeFileAndANewOneAtOnce() {
        tracker.askToGatherChunksFor(Duration.ofSeconds(4));
        TrackerMembership membership = membership();
        TestHolding growing = new TestHolding(manifest(1, 4), ChunkSet.of(4, 0), "growing");
        holdings.put(growing);
        membership.tick();
        tracker.clearCalls();

        grow(membership, growing, 1);
        pass(Duration.ofSeconds(4).minusMillis(1));
        grow(membership, growing, 2);
        assertThat(tracker.calls()).containsExactly("registerChunks [1]");
        TestHolding other = whole(2, "other");
        holdings.put(other);
        membership.tick();
        assertThat(tracker.heldOf(other.fileId())).as("a new file").contains(other.held);
        assertThat(tracker.heldOf(growing.fileId())).contains(ChunkSet.of(4, 0, 1));
        pass(Duration.ofMillis(1));
        membership.tick();
        assertThat(tracker.heldOf(growing.fileId())).contains(ChunkSet.of(4, 0, 1, 2));
        grow(membership, growing, 3);
        assertThat(tracker.heldOf(growing.fileId())).as("the whole file").contains(ChunkSet.all(4));
    }

    private void grow(TrackerMembership membership, TestHolding holding, int chunk) {
        holding.held = holding.held.with(chunk);
        holdings.grew(holding);
        membership.tick();
    }

    @Test
    void keepsEachBatchWithinItsBounds() {
        TrackerMembership membership = membership();
        for (int number = 0; number < 2500; number++) {
            holdings.put(new TestHolding(manifest(number, 1), ChunkSet.all(1), "small-" + number));
        }
        for (int number = 0; number < 40; number++) {
            holdings.put(new TestHolding(manifest(3000 + number, 4000), ChunkSet.all(4000), "large-" + number));
        }

        membership.tick();

        assertThat(tracker.batchSizes()).allMatch(size -> size <= FilesRegistration.FILES_MAX);
        assertThat(tracker.batchHashes()).allMatch(hashes -> hashes <= FilesRegistration.CHUNK_HASHES_MAX);
        assertThat(tracker.batchSizes().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(2540);
        assertThat(tracker.batchSizes()).hasSizeLessThan(12);
    }

    @Test
    void splitsAFileOfThousandsOfNames() {
        TrackerMembership membership = membership();
        String[] names =
                IntStream.range(0, 2300).mapToObj(number -> "empty-" + number).toArray(String[]::new);
        Manifest empty = Manifest.of(new ChunkLayout(0), Sha256.hash(new byte[0]), List.of());
        TestHolding holding = new TestHolding(empty, ChunkSet.none(0), names);
        holdings.put(holding);

        membership.tick();

        assertThat(tracker.batchSizes()).containsExactly(1000, 1000, 300);
        assertThat(tracker.namesOf(holding.fileId())).hasSize(2300);
    }

    @Test
    void splitsAFileOfManyChunksAndSeveralNames() {
        TrackerMembership membership = membership();
        holdings.put(new TestHolding(manifest(1, 4096), ChunkSet.all(4096), names(20)));

        membership.tick();

        assertThat(tracker.batchHashes()).containsExactly(16 * 4096, 4 * 4096);
    }

    private static String[] names(int count) {
        return IntStream.range(0, count).mapToObj(number -> "name-" + number).toArray(String[]::new);
    }

    @Test
    void registersAgainWithAllWithinTwoHeartbeatsAfterTheTrackerForgot() {
        TrackerMembership membership = membership();
        TestHolding one = whole(1, "one");
        TestHolding two = whole(2, "two");
        holdings.put(one);
        holdings.put(two);
        membership.tick();

        tracker.forgetEverything();
        Instant end = now.plus(HEARTBEAT.multipliedBy(2));
        while (now.isBefore(end)) {
            pass(Duration.ofMillis(500));
            membership.tick();
        }

        assertThat(tracker.heldOf(one.fileId())).isPresent();
        assertThat(tracker.heldOf(two.fileId())).isPresent();
        assertThat(warnings()).isZero();
    }

    @Test
    void registersAFileAgainThatTheTrackerLost() {
        TrackerMembership membership = membership();
        TestHolding growing = new TestHolding(manifest(1, 8), ChunkSet.of(8, 1), "growing");
        holdings.put(growing);
        membership.tick();
        tracker.withdrawFile(membership.credentials().orElseThrow(), growing.fileId());

        growing.held = growing.held.with(2);
        holdings.grew(growing);
        membership.tick();

        assertThat(tracker.heldOf(growing.fileId())).contains(ChunkSet.of(8, 1, 2));
    }

    @Test
    void withdrawsWhatIsNotHeldAnyMore() {
        TrackerMembership membership = membership();
        TestHolding holding = whole(1, "a");
        holdings.put(holding);
        membership.tick();

        holdings.remove(holding);
        membership.tick();

        assertThat(tracker.heldOf(holding.fileId())).isEmpty();
    }

    @Test
    void takesBackANameThatIsGone() {
        TrackerMembership membership = membership();
        holdings.put(whole(1, "a", "b"));
        membership.tick();

        TestHolding renamed = whole(1, "b", "c");
        holdings.put(renamed);
        membership.tick();

        assertThat(tracker.namesOf(renamed.fileId())).containsExactlyInAnyOrder("b", "c");
    }

    @Test
    void keepsTryingLessAndLessOftenAndWarnsOnce() {
        tracker.goDown();
        TrackerMembership membership = membership();
        for (int i = 0; i < 1200; i++) { // ten minutes
            membership.tick();
            pass(Duration.ofMillis(500));
        }
        assertThat(tracker.calls()).hasSizeBetween(55, 80);
        assertThat(warnings()).isEqualTo(1);

        tracker.comeUp();
        pass(Duration.ofSeconds(10));
        membership.tick();
        assertThat(membership.credentials()).isPresent();
    }

    @Test
    void warnsAgainOfASecondOutage() {
        TrackerMembership membership = membership();
        membership.tick();
        for (int outage = 1; outage <= 2; outage++) {
            tracker.goDown();
            for (int i = 0; i < 30; i++) {
                pass(Duration.ofSeconds(1));
                membership.tick();
            }
            assertThat(warnings()).isEqualTo(outage);
            tracker.comeUp();
            for (int i = 0; i < 30; i++) {
                pass(Duration.ofSeconds(1));
                membership.tick();
            }
        }
        assertThat(membership.credentials()).isPresent();
    }

    @Test
    void whatChangedWhileTheTrackerWasDownIsSentLater() {
        TrackerMembership membership = membership();
        membership.tick();
        tracker.goDown();
        TestHolding late = whole(1, "late");
        holdings.put(late);
        pass(Duration.ofSeconds(1));
        membership.tick();
        tracker.comeUp();

        pass(Duration.ofSeconds(10));
        membership.tick();

        assertThat(tracker.heldOf(late.fileId())).isPresent();
    }

    @Test
    void aRefusalIsNoReasonToHammer() {
        TrackerMembership membership = membership();
        tracker.refuseAll(ProblemType.INTERNAL_ERROR);
        for (int i = 0; i < 60; i++) {
            membership.tick();
            pass(Duration.ofSeconds(1));
        }
        assertThat(tracker.calls()).hasSizeLessThan(15);
        assertThat(warnings()).isEqualTo(1);
    }

    @Test
    void saysOnceWhichFileTheTrackerDoesNotTake() {
        tracker.reject("bad");
        TrackerMembership membership = membership();
        TestHolding bad = new TestHolding(manifest(1, 8), ChunkSet.of(8, 1), "bad");
        TestHolding good = whole(2, "good");
        holdings.put(bad);
        holdings.put(good);
        membership.tick();
        for (int chunk = 2; chunk < 8; chunk++) {
            bad.held = bad.held.with(chunk);
            holdings.grew(bad);
            membership.tick();
        }
        assertThat(warnings()).isEqualTo(1);
        assertThat(tracker.heldOf(good.fileId())).isPresent();
    }

    @Test
    void isTheSamePeerAfterACrash() {
        membership().tick();
        PeerCredentials first = identity().orElseThrow();

        TrackerMembership afterCrash = membership();
        afterCrash.tick();

        assertThat(afterCrash.credentials()).contains(first);
        assertThat(tracker.peerIds()).containsExactly(first.peerId());
    }

    private Optional<PeerCredentials> identity() {
        return new IdentityFile(temp.resolve(".rangeswarm/identity")).read(tracker.endpoints());
    }

    @Test
    void isANewPeerWhereItsTokenIsNotTakenAnyMore() {
        membership().tick();
        TrackerMembership again = membership();
        tracker.refuseAll(ProblemType.UNAUTHORIZED);
        again.tick();
        tracker.refuseNothing();
        pass(Duration.ofSeconds(1));
        again.tick();

        assertThat(again.credentials()).map(PeerCredentials::peerId).contains("peer-2");
    }

    @Test
    void onlyItsOwnerCanReadTheIdentity() throws Exception {
        membership().tick();

        Path file = temp.resolve(".rangeswarm/identity");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aSpoiltIdentityIsNone() throws Exception {
        Path file = Files.createDirectories(temp.resolve(".rangeswarm")).resolve("identity");
        for (String spoilt : List.of(
                "",
                "\\u00zz",
                "tracker=" + tracker.endpoint() + "\npeerId=../admin\ntoken=t",
                "tracker=" + tracker.endpoint() + "\npeerId=p\ntoken=a\\nb",
                "tracker=http://other.test:8080\npeerId=p\ntoken=t")) {
            Files.writeString(file, spoilt);
            assertThat(identity()).as(spoilt).isEmpty();
        }
    }

    @Test
    void leavesAndSaysNothingMore() {
        TrackerMembership membership = membership();
        holdings.put(whole(1, "a"));
        membership.tick();

        membership.leave();
        tracker.clearCalls();
        pass(Duration.ofMinutes(1));
        membership.tick();

        assertThat(tracker.peerIds()).isEmpty();
        assertThat(tracker.calls()).isEmpty();
        assertThat(identity()).isEmpty();
        assertThat(membership.credentials()).isEmpty();
    }

    @Test
    void leavesInOrderWhenTheTrackerIsAwayOrWasNeverThere() {
        TrackerMembership never = membership();
        never.leave();
        assertThat(tracker.calls()).isEmpty();

        TrackerMembership away = membership();
        away.tick();
        tracker.goDown();
        away.leave();
        assertThat(away.credentials()).isEmpty();
    }

    @Test
    void logsNoToken() {
        logger().setLevel(Level.TRACE);
        try {
            TrackerMembership membership = membership();
            holdings.put(whole(1, "a"));
            membership.tick();
            membership.leave();
            assertThat(logged.list)
                    .isNotEmpty()
                    .noneMatch(event -> event.getFormattedMessage().contains("secret"));
        } finally {
            logger().setLevel(null);
        }
    }
}
