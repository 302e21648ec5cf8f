package io.rangeswarm.peer.core.share;

import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.share.FolderWalk.Candidate;
import io.rangeswarm.peer.core.share.Skipped.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hashes the files of one scan, several at a time; each is handed on as soon as it is done. */
final class HashingRound {

    private static final Logger log = LoggerFactory.getLogger(HashingRound.class);

    /**
     * A kernel stamps a write with a clock that ticks every few milliseconds: a file must be older than that before it
     * is read, or a write after the reading could leave the same stamp as the one before it.
     */
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Reads a file and computes its manifest. */
    interface Hashing {
        Manifest hash(Path file, long length) throws IOException;
    }

    private final Hashing hashing;
    private final Clock clock;
    private final ScanTally tally;
    private final BiConsumer<Candidate, Manifest> hashed;

    HashingRound(Hashing hashing, Clock clock, ScanTally tally, BiConsumer<Candidate, Manifest> hashed) {
        this.hashing = hashing;
        this.clock = clock;
        this.tally = tally;
        this.hashed = hashed;
    }

    /** Hashes each of the files, which come with all their names; returns when all are hashed or skipped. */
    void run(Collection<List<Candidate>> files, Executor executor, int parallelism) {
        // The longest first, so that no core is left alone with a long one at the end.
        Comparator<List<Candidate>> byLength =
                Comparator.comparingLong(names -> names.get(0).fingerprint().length());
        Queue<List<Candidate>> queue = new ConcurrentLinkedQueue<>(
                files.stream().sorted(byLength.reversed()).toList());
        CompletableFuture<?>[] workers = new CompletableFuture<?>[Math.min(parallelism, files.size())];
        for (int worker = 0; worker < workers.length; worker++) {
            workers[worker] = CompletableFuture.runAsync(() -> hashFrom(queue), executor);
        }
        CompletableFuture.allOf(workers).join();
    }

    private void hashFrom(Queue<List<Candidate>> queue) {
        for (List<Candidate> names = queue.poll(); names != null; names = queue.poll()) {
            hash(names);
        }
    }

    private void hash(List<Candidate> names) {
        Candidate first = names.get(0);
        Fingerprint before = first.fingerprint();
        String name = first.name().value();
        try {
            letSettle(before);
            Manifest manifest = hashing.hash(first.path(), before.length());
            tally.hashed(before.length());
            if (Fingerprint.of(first.path()).equals(before)) {
                names.forEach(candidate -> hashed.accept(candidate, manifest));
            } else {
                tally.skip(name, Reason.CHANGING, "changed while it was read");
            }
        } catch (EOFException shorter) {
            tally.skip(name, Reason.CHANGING, "became shorter while it was read");
        } catch (NoSuchFileException vanished) {
            log.debug("{} vanished before it could be read", name);
        } catch (IOException unreadable) {
            tally.skip(name, Reason.UNREADABLE, "cannot be read: " + unreadable);
        }
    }

    private void letSettle(Fingerprint fingerprint) {
        long age = TimeUnit.MILLISECONDS.toNanos(clock.millis()) - fingerprint.modifiedNanos();
        if (age > -SETTLE_NANOS && age < SETTLE_NANOS) {
            LockSupport.parkNanos(SETTLE_NANOS);
        }
    }
}
