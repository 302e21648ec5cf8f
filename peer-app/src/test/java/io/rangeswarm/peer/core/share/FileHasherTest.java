package io.rangeswarm.peer.core.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FileHasherTest {

    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    @AfterEach
    void stop() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS))
                .as("no helper waits for ever")
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB, 9 * MIB + 77_777})
    void hashesAllOfTheFileWithAHelper(int length) throws IOException {
        byte[] bytes = bytes(length);

        Manifest manifest = new FileHasher(threads).hash(file(bytes), length);

        assertThat(manifest).isEqualTo(expected(bytes));
    }

    @Test
    void hashesAloneWhenNobodyCanHelp() throws IOException {
        byte[] bytes = bytes(5 * MIB + 3);

        Manifest manifest = new FileHasher(task -> {
                    throw new RejectedExecutionException("all threads are taken");
                })
                .hash(file(bytes), bytes.length);

        assertThat(manifest).isEqualTo(expected(bytes));
    }

    @Test
    void hashesManyFilesAtATimeWithMoreHelpersThanThreads() throws Exception {
        byte[] bytes = bytes(6 * MIB + 1);
        Path file = file(bytes);
        FileHasher hasher = new FileHasher(threads);
        ExecutorService owners = Executors.newFixedThreadPool(12);
        try {
            for (var manifest : owners.invokeAll(
                    Collections.nCopies(24, () -> hasher.hash(file, bytes.length)), 50, TimeUnit.SECONDS)) {
                assertThat(manifest.get()).isEqualTo(expected(bytes));
            }
        } finally {
            owners.shutdownNow();
        }
    }

    @Test
    void tellsThatTheFileIsShorterThanItWasWhicheverThreadFindsOut() throws IOException {
        Path file = file(bytes(4 * MIB));

        assertThatThrownBy(() -> new FileHasher(threads).hash(file, 30L * MIB)).isInstanceOf(EOFException.class);
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("file"), bytes);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static Manifest expected(byte[] bytes) {
        ChunkLayout layout = new ChunkLayout(bytes.length);
        ByteArrayOutputStream chunkHashes = new ByteArrayOutputStream();
        for (int index = 0; index < layout.chunkCount(); index++) {
            MessageDigest digest = Sha256.newDigest();
            digest.update(bytes, (int) layout.rangeOf(index).start(), (int)
                    layout.rangeOf(index).length());
            chunkHashes.writeBytes(digest.digest());
        }
        return new Manifest(layout, Sha256.ofBytes(Sha256.newDigest().digest(bytes)), chunkHashes.toByteArray());
    }
}
