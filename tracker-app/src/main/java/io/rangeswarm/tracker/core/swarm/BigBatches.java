package io.rangeswarm.tracker.core.swarm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Lets big batches of files pass in slices, few at a time, so that a peer with a million files delays nobody's heartbeat
 * for long. Each slice is kept, whatever becomes of the next: who is interrupted sends the batch again. Safe for many
 * threads.
 */
final class BigBatches {

    private static final int SLICE_FILES_MAX = 128;

    /** Of 32 bytes; a slice has more only when one file has. */
    private static final int SLICE_HASHES_MAX = 8192;

    /** What goes with all other changes. */
    private static final int SMALL_FILES_MAX = 8;

    /** Slices among the changes that wait to be written. */
    private static final int SLICES_MAX = 2;

    /** Big batches that wait, each with its caller's thread; most threads are for others. */
    private static final int WAITING_MAX = 32;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final Semaphore waiting = new Semaphore(WAITING_MAX);
    private final Semaphore writing = new Semaphore(SLICES_MAX, true);

    /** Hands the batch's slices to {@code write}, one after the other, until one is refused. */
    <T> Answer<T> inSlices(List<SharedFile> batch, Function<List<SharedFile>, Answer<T>> write) {
        if (isSmall(batch)) {
            return write.apply(batch);
        }
        if (!waiting.tryAcquire()) {
            return Answer.refused(new Refusal.Overloaded(RETRY_AFTER));
        }
        try {
            List<List<SharedFile>> slices = slices(batch);
            Answer<T> answer = inTurn(slices.get(0), write);
            for (int next = 1; next < slices.size() && answer instanceof Answer.Granted; next++) {
                answer = inTurn(slices.get(next), write);
            }
            return answer;
        } finally {
            waiting.release();
        }
    }

    private <T> Answer<T> inTurn(List<SharedFile> slice, Function<List<SharedFile>, Answer<T>> write) {
        writing.acquireUninterruptibly();
        try {
            return write.apply(slice);
        } finally {
            writing.release();
        }
    }

    private static boolean isSmall(List<SharedFile> batch) {
        return batch.size() <= SMALL_FILES_MAX
                && batch.stream().mapToInt(BigBatches::hashes).sum() <= SLICE_HASHES_MAX / SMALL_FILES_MAX;
    }

    private static int hashes(SharedFile file) {
        return file.manifest().layout().chunkCount();
    }

    /** The same bytes under several names must be in the same slice, because the next one replaces what is held of them. */
    private static List<SharedFile> byId(List<SharedFile> batch) {
        return batch.stream()
                .sorted(Comparator.comparing(file -> file.fileId().hex()))
                .toList();
    }

    private static List<List<SharedFile>> slices(List<SharedFile> batch) {
        List<List<SharedFile>> slices = new ArrayList<>();
        List<SharedFile> slice = new ArrayList<>();
        int hashes = 0;
        for (SharedFile file : byId(batch)) {
            boolean isFull = slice.size() >= SLICE_FILES_MAX || hashes + hashes(file) > SLICE_HASHES_MAX;
            if (isFull
                    && !slice.isEmpty()
                    && !slice.get(slice.size() - 1).fileId().equals(file.fileId())) {
                slices.add(slice);
                slice = new ArrayList<>();
                hashes = 0;
            }
            slice.add(file);
            hashes += hashes(file);
        }
        slices.add(slice);
        return slices;
    }
}
