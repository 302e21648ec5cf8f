package io.rangeswarm.peer.core.share;

import io.rangeswarm.model.content.ByteRange;
import io.rangeswarm.model.content.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what is shared again, a little at a time, and compares it with what it was: disks lose bits without anybody having
 * written to a file. What no longer fits is {@link ShareFolder#withdraw withdrawn}. What lies in the page cache is read from there, so
 * that it is the copy in memory, the one that is served too, which is looked at.
 *
 * <p>When the last round ended is the time of a file, for a peer may be started every morning. Guarded by this; held while
 * one step reads, and nobody else waits for it.
 */
public final class Recheck {

    private static final Logger log = LoggerFactory.getLogger(Recheck.class);

    private static final int BLOCK_BYTES = 256 << 10;

    /** What was not read while the machine slept is not made up for. */
    private static final Duration CREDIT_MAX = Duration.ofSeconds(1);

    /**
     * When and how fast.
     *
     * @param every how long after the end of one round the next begins; zero for never
     * @param bytesPerSecondMax at least 1
     */
    public record Settings(Duration every, long bytesPerSecondMax) {

        /** @throws IllegalArgumentException when one of them is out of its bounds */
        public Settings {
            if (every.isNegative() || bytesPerSecondMax < 1) {
                throw new IllegalArgumentException(
                        "no re-check every " + every + " of " + bytesPerSecondMax + " bytes/s");
            }
        }
    }

    private final ShareFolder share;
    private final Settings settings;
    private final InstantSource clock;
    private final Random random;
    private final Path lastEnd;
    private final Deque<Place> toCheck = new ArrayDeque<>();
    private Optional<Instant> next;
    private Instant lastStep;
    private double credit; // bytes that may be read now; negative when the last chunk was longer
    private boolean running;
    private long readBytes;
    private @Nullable Place place;
    private @Nullable FileChannel channel;
    private int chunk;

    /** @param clock shows the time of day */
    public Recheck(ShareFolder share, Settings settings, InstantSource clock, Random random) throws IOException {
        this.share = share;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        this.lastEnd = share.records().resolve("rechecked");
        this.lastStep = clock.instant();
        if (!Files.exists(lastEnd)) {
            Files.createFile(lastEnd); // what is in the folder will be hashed now
        }
        this.next = settings.every().isZero()
                ? Optional.empty()
                : Optional.of(Files.getLastModifiedTime(lastEnd).toInstant().plus(settings.every()));
    }

    /** Begins a round now, unless one is under way. */
    public synchronized void soon() {
        next = Optional.of(Instant.MIN);
    }

    /** Bytes read since the start. */
    public synchronized long readBytes() {
        return readBytes;
    }

    /** Whether a round is under way, or wished for and about to begin. */
    public synchronized boolean isRunning() {
        return running || next.filter(Instant.MIN::equals).isPresent();
    }

    /** Reads on for as much as the time since the last step allows; to be called about every second. */
    public synchronized void step() {
        Instant now = clock.instant();
        Duration passed = Duration.between(lastStep, now);
        lastStep = now;
        if (!running && (next.isEmpty() || now.isBefore(next.get()))) {
            return;
        }
        if (!running) {
            begin();
        }
        long credited = Math.max(0, Math.min(passed.toMillis(), CREDIT_MAX.toMillis()));
        credit = Math.min(credit, 0) + settings.bytesPerSecondMax() * credited / 1e3;
        while (running && credit > 0) {
            checkNextChunk();
        }
    }

    private void begin() {
        List<Place> places = new ArrayList<>(share.places());
        Collections.shuffle(places, random); // so that a round that is cut short leaves out no certain files
        toCheck.clear();
        toCheck.addAll(places);
        running = true;
        credit = 0;
    }

    private void checkNextChunk() {
        Place current = place;
        if (current == null) {
            openNext();
        } else if (chunk >= current.manifest().layout().chunkCount()) {
            closeFile();
        } else {
            check(current);
        }
    }

    private void openNext() {
        Place candidate = toCheck.poll();
        if (candidate == null) {
            end();
            return;
        }
        credit--; // a million empty files take their time too
        if (!candidate.isUnchanged()) {
            return; // the next scan sees to it
        }
        try {
            channel = FileChannel.open(candidate.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            place = candidate;
            chunk = 0;
        } catch (IOException gone) {
            log.debug("not re-checked: {}", candidate.name(), gone);
        }
    }

    private void check(Place current) {
        String wrong = null;
        try {
            wrong = isRight(current) ? null : "chunk " + chunk + " has other bytes than when it was hashed";
        } catch (IOException unreadable) {
            wrong = "chunk " + chunk + " cannot be read: " + unreadable.getMessage();
        }
        chunk++;
        if (wrong != null) {
            closeFile();
            if (current.isUnchanged()) { // else somebody has just written to it
                share.withdraw(current, wrong);
            }
        }
    }

    private boolean isRight(Place current) throws IOException {
        FileChannel open = channel;
        if (open == null) {
            return true;
        }
        ByteRange range = current.manifest().layout().rangeOf(chunk);
        credit -= range.length();
        MessageDigest digest = Sha256.newDigest();
        ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK_BYTES, range.length()));
        for (long at = range.start(); at < range.end(); at += block.limit()) {
            block.clear().limit((int) Math.min(block.capacity(), range.end() - at));
            int read = open.read(block, at);
            if (read < 0) {
                return false;
            }
            block.flip();
            readBytes += read;
            digest.update(block);
        }
        return Sha256.ofBytes(digest.digest()).equals(current.manifest().chunkHash(chunk));
    }

    private void end() {
        running = false;
        next = settings.every().isZero()
                ? Optional.empty()
                : Optional.of(clock.instant().plus(settings.every()));
        try {
            Files.setLastModifiedTime(lastEnd, FileTime.from(clock.instant()));
        } catch (IOException readOnly) {
            log.debug("cannot note that a re-check has ended", readOnly);
        }
        log.info("re-checked what is shared; files damaged: {}", share.damaged().size());
    }

    private void closeFile() {
        place = null;
        FileChannel done = channel;
        channel = null;
        if (done == null) {
            return;
        }
        try {
            done.close();
        } catch (IOException ignored) {
            // It was only read.
        }
    }
}
