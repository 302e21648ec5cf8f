package io.rangeswarm.peer.core.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.LeaseRenewal;
import io.rangeswarm.model.api.PeerRegistration;
import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.swarm.FakeTracker;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tracker hears of a file that was withdrawn, and is being fetched again before it has heard of that. */
class FetchedAgainTest {

    private static final int CHUNKS = 4;
    private static final Sha256 HASH = Sha256.hash(new byte[] {1});
    private static final Manifest FILE = Manifest.of(
            new ChunkLayout((long) CHUNKS * ChunkLayout.CHUNK_SIZE_MIN), HASH, Collections.nCopies(CHUNKS, HASH));

    private record Held(ChunkSet held) implements Holding {

        @Override
        public Manifest manifest() {
            return FILE;
        }

        @Override
        public SortedSet<FileName> names() {
            SortedSet<FileName> names = new TreeSet<>(Comparator.comparing(FileName::value));
            names.add(new FileName("film.bin"));
            return names;
        }

        @Override
        public Optional<Path> verifiedPath() {
            return Optional.empty();
        }
    }

    @TempDir
    private Path temp;

    private final FakeTracker tracker = new FakeTracker();
    private final Holdings holdings = new Holdings();

    private TrackerMembership membership() {
        TrackerMembership membership = new TrackerMembership(
                tracker,
                () -> new PeerRegistration("http://10.0.0.1:9090", null, null, null),
                () -> new LeaseRenewal(0L, 0L),
                holdings,
                new IdentityFile(temp.resolve("identity")),
                () -> Instant.EPOCH);
        holdings.addListener(membership);
        return membership;
    }

    @Test
    void whatIsNoLongerHeldIsNoLongerRegistered() {
        TrackerMembership membership = membership();
        Held whole = new Held(ChunkSet.all(CHUNKS));
        holdings.put(whole);
        membership.tick();
        assertThat(tracker.heldOf(FILE.fileId())).contains(ChunkSet.all(CHUNKS));

        holdings.remove(whole);
        holdings.put(new Held(ChunkSet.of(CHUNKS, 2)));
        membership.tick();

        assertThat(tracker.heldOf(FILE.fileId())).contains(ChunkSet.of(CHUNKS, 2));
    }

    @Test
    void nothingIsWithdrawnOfAFileThatTheTrackerDidNotTake() {
        tracker.reject("film.bin");
        TrackerMembership membership = membership();
        holdings.put(new Held(ChunkSet.of(CHUNKS, 1)));
        membership.tick();
        tracker.clearCalls();

        holdings.put(new Held(ChunkSet.of(CHUNKS, 1, 2)));
        membership.tick();

        assertThat(tracker.calls()).isEqualTo(List.of());
    }
}
