package io.rangeswarm.peer.core.share;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.Sha256;
import java.io.IOException;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A second thread for one big file: computes chunk hashes while the owner computes the file's. It is asked for once and
 * comes when the executor has a thread to spare; until then the owner does both. One owner, one helper.
 */
final class ChunkHelper implements Runnable, AutoCloseable {

    private enum State {
        ASKED,
        THERE,
        DISMISSED
    }

    /** What the helper is to do. */
    private record Work(BlockRelay relay, int firstChunk) {}

    private final ChunkLayout layout;
    private final byte[] chunkHashes;
    private final AtomicReference<State> state = new AtomicReference<>(State.ASKED);
    private final CompletableFuture<Optional<Work>> work = new CompletableFuture<>();
    private final CountDownLatch done = new CountDownLatch(1);

    private ChunkHelper(ChunkLayout layout, byte[] chunkHashes) {
        this.layout = layout;
        this.chunkHashes = chunkHashes;
    }

    /** @param chunkHashes where to write the hashes, 32 bytes per chunk; to be read after {@link #close()} */
    static ChunkHelper ask(Executor executor, ChunkLayout layout, byte[] chunkHashes) {
        ChunkHelper helper = new ChunkHelper(layout, chunkHashes);
        try {
            executor.execute(helper);
        } catch (RejectedExecutionException nobodyToSpare) {
            helper.state.set(State.DISMISSED);
        }
        return helper;
    }

    /** Whether it waits for {@link #help}. */
    boolean isThere() {
        return state.get() == State.THERE;
    }

    /** Has it hash all chunks from this one on. To be called once, when it is there. */
    void help(BlockRelay relay, int firstChunk) {
        work.complete(Optional.of(new Work(relay, firstChunk)));
    }

    /** Returns when what it was given to do is done. */
    @Override
    public void close() {
        if (state.compareAndSet(State.ASKED, State.DISMISSED) || !isThere()) {
            return;
        }
        work.complete(Optional.empty());
        boolean interrupted = false;
        while (true) {
            try {
                done.await();
                break;
            } catch (InterruptedException later) {
                interrupted = true; // the helper waits for nothing but this thread, so it ends soon
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        if (!state.compareAndSet(State.ASKED, State.THERE)) {
            return;
        }
        try {
            work.join().ifPresent(this::hash);
        } finally {
            done.countDown();
        }
    }

    private void hash(Work given) {
        try (BlockRelay.Hasher blocks = given.relay().chunks()) {
            hashChunks(blocks, given.firstChunk());
        } catch (IOException alsoSeenByOwner) {
            // A relay tells both sides of its failure, and the owner reports it.
        }
    }

    private void hashChunks(BlockRelay.Hasher blocks, int firstChunk) throws IOException {
        MessageDigest digest = Sha256.newDigest();
        int chunk = firstChunk;
        long left = layout.rangeOf(chunk).length();
        for (var block = blocks.next(); block.isPresent(); block = blocks.next()) {
            left -= block.get().remaining();
            digest.update(block.get());
            if (left == 0) {
                digestInto(digest, chunkHashes, chunk++);
                left = chunk < layout.chunkCount() ? layout.rangeOf(chunk).length() : 0;
            }
        }
    }

    /** Ends the digest and writes it at the chunk's place. */
    static void digestInto(MessageDigest digest, byte[] chunkHashes, int chunk) {
        try {
            digest.digest(chunkHashes, chunk * Sha256.BYTES, Sha256.BYTES);
        } catch (DigestException impossible) {
            throw new IllegalStateException("32 bytes hold a SHA-256", impossible);
        }
    }
}
