package io.rangeswarm.peer.core.store;

import static io.rangeswarm.peer.core.store.TestFile.CHUNK;
import static io.rangeswarm.peer.core.store.TestFile.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartFileTest {

    private static final TestFile FILE = TestFile.of(1, 3 * CHUNK + 7);
    private static final FileName NAME = new FileName("a/b.bin");

    @TempDir
    private Path temp;

    private PartFile create() throws IOException {
        return PartFile.create(temp.resolve("d"), NAME, FILE.manifest());
    }

    private PartFile reopen() throws IOException {
        return PartFile.reopen(temp.resolve("d")).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void takesChunksInAnyOrderFromSeveralThreads(long seed) throws Exception {
        TestFile file = TestFile.of(seed, 12 * CHUNK + 1);
        List<Integer> order = new ArrayList<>(FILE.manifest().layout().chunkCount());
        for (int index = 0; index < file.chunkCount(); index++) {
            order.add(index);
        }
        Collections.shuffle(order, new Random(seed));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (PartFile part = PartFile.create(temp.resolve("d"), NAME, file.manifest())) {
            List<Callable<WriteOutcome>> writes = new ArrayList<>();
            order.forEach(index -> writes.add(() -> inPieces(part, index, file.chunk(index), 100_003)));

            List<Future<WriteOutcome>> outcomes = threads.invokeAll(writes);

            for (Future<WriteOutcome> outcome : outcomes) {
                assertThat(outcome.get()).isInstanceOf(WriteOutcome.Verified.class);
            }
            assertThat(part.held().isComplete()).isTrue();
            assertThat(part.globalHash()).isEqualTo(file.manifest().globalHash());
            assertThat(Files.readAllBytes(part.path())).isEqualTo(file.bytes());
        } finally {
            threads.shutdown();
        }
    }

    private static WriteOutcome inPieces(ChunkStore store, int index, byte[] bytes, int piece) throws IOException {
        try (ChunkWriter writer = store.writerFor(index)) {
            for (int at = 0; at < bytes.length; at += piece) {
                writer.accept(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
            }
            return writer.finish();
        }
    }

    @Test
    void neverHoldsAWrongChunk() throws IOException {
        try (PartFile part = create()) {
            assertThat(write(part, 1, FILE.wrongChunk(1))).isInstanceOf(WriteOutcome.HashMismatch.class);

            assertThat(part.held().isEmpty()).isTrue();
            assertThat(write(part, 1, FILE.chunk(1))).isInstanceOf(WriteOutcome.Verified.class);
            assertThat(part.held()).isEqualTo(ChunkSet.of(4, 1));
        }
    }

    @Test
    void tellsWrongLengthsAndNeverWritesIntoTheNextChunk() throws IOException {
        try (PartFile part = create()) {
            write(part, 1, FILE.chunk(1));

            assertThat(write(part, 0, new byte[CHUNK - 1])).isEqualTo(new WriteOutcome.WrongLength(CHUNK, CHUNK - 1L));
            assertThat(inPieces(part, 0, new byte[CHUNK + 9], 4096))
                    .isEqualTo(new WriteOutcome.WrongLength(CHUNK, CHUNK + 9L));
            assertThat(write(part, 3, new byte[8])).isEqualTo(new WriteOutcome.WrongLength(7, 8));

            assertThat(part.held()).isEqualTo(ChunkSet.of(4, 1));
        }
        try (PartFile again = reopen()) {
            assertThat(again.held()).isEqualTo(ChunkSet.of(4, 1));
            assertThat(Files.size(again.path())).isEqualTo(FILE.bytes().length);
        }
    }

    @Test
    void ofTwoWritersTheSecondWinsAndTheFirstCannotOverwriteIt() throws IOException {
        try (PartFile part = create();
                ChunkWriter first = part.writerFor(0);
                ChunkWriter second = part.writerFor(0)) {
            first.accept(ByteBuffer.wrap(FILE.wrongChunk(0), 0, CHUNK / 2));
            second.accept(ByteBuffer.wrap(FILE.chunk(0)));
            assertThat(second.finish()).isInstanceOf(WriteOutcome.Verified.class);

            first.accept(ByteBuffer.wrap(new byte[CHUNK / 2]));
            assertThat(first.finish()).isInstanceOf(WriteOutcome.AlreadyHeld.class);

            assertThat(onDisk(part, 0)).isEqualTo(FILE.chunk(0));
        }
    }

    @Test
    void ofTwoWritersTheFirstWinsAndAWrongSecondChangesNothing() throws IOException {
        try (PartFile part = create();
                ChunkWriter first = part.writerFor(0);
                ChunkWriter second = part.writerFor(0)) {
            second.accept(ByteBuffer.wrap(FILE.wrongChunk(0)));
            first.accept(ByteBuffer.wrap(FILE.chunk(0)));
            assertThat(first.finish()).isInstanceOf(WriteOutcome.Verified.class);

            assertThat(second.finish()).isInstanceOf(WriteOutcome.HashMismatch.class);

            assertThat(part.held()).isEqualTo(ChunkSet.of(4, 0));
            assertThat(onDisk(part, 0)).isEqualTo(FILE.chunk(0));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void whicheverOfManyWritersFinishesFirstOnlyRightBytesStand(long seed) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (PartFile part = create()) {
            List<Callable<WriteOutcome>> writes = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                int index = i % 4;
                byte[] bytes = i % 3 == 0 ? FILE.chunk(index) : FILE.wrongChunk(index);
                writes.add(() -> inPieces(part, index, bytes, 65_536));
            }
            Collections.shuffle(writes, new Random(seed));

            for (Future<WriteOutcome> outcome : threads.invokeAll(writes)) {
                assertThat(outcome.get()).as("seed %d", seed).isNotNull();
            }

            assertThat(part.held().isComplete()).as("seed %d", seed).isTrue();
            assertThat(Files.readAllBytes(part.path())).as("seed %d", seed).isEqualTo(FILE.bytes());
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aWriterForAHeldChunkWritesNothing() throws IOException {
        try (PartFile part = create()) {
            write(part, 2, FILE.chunk(2));

            assertThat(write(part, 2, FILE.wrongChunk(2))).isInstanceOf(WriteOutcome.AlreadyHeld.class);

            assertThat(onDisk(part, 2)).isEqualTo(FILE.chunk(2));
        }
    }

    @Test
    void aClosedWriterGivesItsPlaceBack() throws IOException {
        try (PartFile part = create()) {
            ChunkWriter gaveUp = part.writerFor(0);
            gaveUp.accept(ByteBuffer.wrap(FILE.chunk(0), 0, 100));
            gaveUp.close();
            gaveUp.close();

            assertThat(write(part, 0, FILE.chunk(0))).isInstanceOf(WriteOutcome.Verified.class);
            assertThat(scratchFiles()).isEmpty();
        }
    }

    @Test
    void scratchFilesGoWithTheirWriters() throws IOException {
        try (PartFile part = create();
                ChunkWriter inPlace = part.writerFor(0)) {
            write(part, 0, FILE.wrongChunk(0));
            write(part, 0, FILE.chunk(0));
            inPlace.accept(ByteBuffer.allocate(1));

            assertThat(scratchFiles()).isEmpty();
        }
    }

    private List<Path> scratchFiles() throws IOException {
        try (var files = Files.list(temp.resolve("d"))) {
            return files.filter(path -> path.getFileName().toString().startsWith("scratch"))
                    .toList();
        }
    }

    private static byte[] onDisk(PartFile part, int index) throws IOException {
        byte[] all = Files.readAllBytes(part.path());
        ChunkLayout layout = part.manifest().layout();
        return Arrays.copyOfRange(all, (int) layout.rangeOf(index).start(), (int)
                layout.rangeOf(index).end());
    }

    @Test
    void reopensWithWhatItHeldAndGoesOn() throws IOException {
        try (PartFile part = create()) {
            write(part, 3, FILE.chunk(3));
            part.checkpoint();
            write(part, 1, FILE.chunk(1));
        }
        try (PartFile again = reopen()) {
            assertThat(again.manifest()).isEqualTo(FILE.manifest());
            assertThat(again.name()).isEqualTo(NAME);
            assertThat(again.held()).isEqualTo(ChunkSet.of(4, 1, 3));
            write(again, 0, FILE.chunk(0));
            write(again, 2, FILE.chunk(2));
            assertThat(again.globalHash()).isEqualTo(FILE.manifest().globalHash());
        }
    }

    @Test
    void cutAtEachByteTheJournalProvesExactlyItsWholeRecords() throws IOException {
        Path journal = temp.resolve("d/journal");
        List<Long> ends = new ArrayList<>();
        int[] order = {2, 0, 3, 1};
        try (PartFile part = create()) {
            ends.add(Files.size(journal));
            for (int index : order) {
                write(part, index, FILE.chunk(index));
                ends.add(Files.size(journal));
                part.checkpoint();
            }
        }
        byte[] whole = Files.readAllBytes(journal);
        for (int cut = 0; cut <= whole.length; cut++) {
            Files.write(journal, Arrays.copyOf(whole, cut));
            long records = endsUpTo(ends, cut);

            var reopened = PartFile.reopen(temp.resolve("d"));

            assertThat(reopened.isPresent()).as("cut at %d", cut).isEqualTo(records > 0);
            assertThat(PartFolder.isResumable(temp.resolve("d"))).isEqualTo(records > 0);
            if (reopened.isPresent()) {
                try (PartFile part = reopened.get()) {
                    ChunkSet proved = ChunkSet.of(4, Arrays.copyOf(order, (int) records - 1));
                    assertThat(part.held()).as("cut at %d", cut).isEqualTo(proved);
                    proved.forEach(index -> assertRight(part, index));
                }
            }
        }
    }

    private static long endsUpTo(List<Long> ends, int cut) {
        return ends.stream().filter(end -> end <= cut).count();
    }

    private static void assertRight(PartFile part, int index) {
        try {
            assertThat(onDisk(part, index)).isEqualTo(FILE.chunk(index));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void hashesAgainWhatNoCheckpointCoversAndTrustsTheRest() throws IOException {
        try (PartFile part = create()) {
            write(part, 0, FILE.chunk(0));
            part.checkpoint();
            write(part, 1, FILE.chunk(1));
            write(part, 2, FILE.chunk(2));
        }
        tamperWith(0);
        tamperWith(1);
        try (PartFile again = reopen()) {
            // 0 is trusted (that is what a checkpoint is for), 1 is found out, 2 is found right
            assertThat(again.held()).isEqualTo(ChunkSet.of(4, 0, 2));
        }
    }

    @Test
    void aLaterCheckpointDoesNotVouchForWhatWasFoundWrong() throws IOException {
        try (PartFile part = create()) {
            write(part, 1, FILE.chunk(1));
            write(part, 2, FILE.chunk(2));
        }
        tamperWith(1);
        try (PartFile again = reopen()) {
            write(again, 3, FILE.chunk(3));
            again.checkpoint();
        }
        try (PartFile third = reopen()) {
            assertThat(third.held()).isEqualTo(ChunkSet.of(4, 2, 3));
            assertThat(write(third, 1, FILE.chunk(1))).isInstanceOf(WriteOutcome.Verified.class);
        }
        try (PartFile fourth = reopen()) {
            assertThat(fourth.held()).isEqualTo(ChunkSet.of(4, 1, 2, 3));
        }
    }

    @Test
    void beginsAnewWhenThePartFileIsGone() throws IOException {
        try (PartFile part = create()) {
            write(part, 1, FILE.chunk(1));
            part.checkpoint();
            Files.delete(part.path());
        }
        for (int time = 0; time < 2; time++) {
            try (PartFile again = reopen()) {
                assertThat(again.held().isEmpty()).isTrue();
                assertThat(again.name()).isEqualTo(NAME);
                assertThat(Files.size(again.path())).isEqualTo(FILE.bytes().length);
            }
        }
    }

    @Test
    void aPartFileThatWasCutKeepsOnlyWhatIsStillInIt() throws IOException {
        try (PartFile part = create()) {
            write(part, 0, FILE.chunk(0));
            write(part, 2, FILE.chunk(2));
            part.checkpoint();
        }
        try (var channel = FileChannel.open(temp.resolve("d/part"), StandardOpenOption.WRITE)) {
            channel.truncate(2 * CHUNK + 5);
        }
        try (PartFile again = reopen()) {
            assertThat(again.held()).isEqualTo(ChunkSet.of(4, 0));
        }
        try (PartFile third = reopen()) {
            assertThat(third.held()).isEqualTo(ChunkSet.of(4, 0));
        }
    }

    private void tamperWith(int index) throws IOException {
        byte[] all = Files.readAllBytes(temp.resolve("d/part"));
        all[index * CHUNK] ^= 1;
        Files.write(temp.resolve("d/part"), all);
    }

    @Test
    void aJournalThatIsNoneProvesNothing() throws IOException {
        try (PartFile part = create()) {
            write(part, 1, FILE.chunk(1));
        }
        Files.write(temp.resolve("d/journal"), new byte[100]);
        assertThat(PartFile.reopen(temp.resolve("d"))).isEmpty();

        try (PartFile fresh = create()) {
            assertThat(fresh.held().isEmpty()).isTrue();
        }
    }

    @Test
    void remembersThatItWasPaused() throws IOException {
        try (PartFile part = create()) {
            part.setPaused(true);
        }
        try (PartFile again = reopen()) {
            assertThat(again.isPaused()).isTrue();
            again.setPaused(false);
        }
        try (PartFile third = reopen()) {
            assertThat(third.isPaused()).isFalse();
        }
    }

    @Test
    void hashesTheWholeFileBehindChunksThatComeInAnyOrder() throws IOException {
        try (PartFile part = create()) {
            for (int index : new int[] {3, 1, 0}) {
                write(part, index, FILE.chunk(index));
                part.hashVerifiedPrefix();
                assertThat(part.unhashedPrefixBytes()).isZero();
            }
            assertThatThrownBy(part::globalHash).isInstanceOf(IllegalStateException.class);
            write(part, 2, FILE.chunk(2));

            assertThat(part.globalHash()).isEqualTo(FILE.manifest().globalHash());
            assertThat(part.globalHash())
                    .as("asked again")
                    .isEqualTo(FILE.manifest().globalHash());
        }
    }

    @Test
    void theEmptyFileIsCompleteFromTheStart() throws IOException {
        TestFile empty = TestFile.of(1, 0);
        Path target = temp.resolve("empty");
        try (PartFile part = PartFile.create(temp.resolve("d"), NAME, empty.manifest())) {
            assertThat(part.held().isComplete()).isTrue();
            assertThat(part.globalHash()).isEqualTo(Sha256.hash(new byte[0]));
            part.publish(target);
        }
        assertThat(target).hasSize(0);
        assertThat(PartFile.reopen(temp.resolve("d")).orElseThrow().held().isComplete())
                .isTrue();
    }

    @Test
    void publishesUnderFoldersThatItMakes() throws IOException {
        Path target = temp.resolve("share/a/b.bin");
        try (PartFile part = complete()) {
            part.publish(target);
            part.discard();
        }
        assertThat(Files.readAllBytes(target)).isEqualTo(FILE.bytes());
        assertThat(temp.resolve("d")).doesNotExist();
    }

    @Test
    void publishesThroughALinkToAFolder() throws IOException {
        Files.createDirectories(temp.resolve("real"));
        Path link = Files.createSymbolicLink(temp.resolve("share"), temp.resolve("real"));
        try (PartFile part = complete()) {
            part.publish(link.resolve("b.bin"));
        }
        assertThat(Files.readAllBytes(temp.resolve("real/b.bin"))).isEqualTo(FILE.bytes());
    }

    @Test
    void publishNeverReplacesAnotherFileNorALinkThatLeadsNowhere() throws IOException {
        Path taken = Files.writeString(temp.resolve("taken"), "the user's");
        Path nowhere = Files.createSymbolicLink(temp.resolve("nowhere"), temp.resolve("missing"));
        try (PartFile part = complete()) {
            assertThatThrownBy(() -> part.publish(taken)).isInstanceOf(FileAlreadyExistsException.class);
            assertThatThrownBy(() -> part.publish(nowhere)).isInstanceOf(FileAlreadyExistsException.class);
        }
        assertThat(taken).hasContent("the user's");
        assertThat(Files.isSymbolicLink(nowhere)).isTrue();
    }

    @Test
    void publishCanBeRepeatedAfterADeathBeforeTheRecordsWereDeleted() throws IOException {
        Path target = temp.resolve("b.bin");
        try (PartFile part = complete()) {
            part.publish(target);
        }
        try (PartFile again = reopen()) {
            assertThat(again.held().isComplete()).isTrue();
            again.publish(target);
            again.discard();
        }
        assertThat(Files.readAllBytes(target)).isEqualTo(FILE.bytes());
        assertThat(temp.resolve("d")).doesNotExist();
    }

    private PartFile complete() throws IOException {
        PartFile part = create();
        for (int index = 0; index < 4; index++) {
            write(part, index, FILE.chunk(index));
        }
        return part;
    }

    @Test
    void discardDeletesWhatACrashLeftBeside() throws IOException {
        try (PartFile part = create()) {
            Files.writeString(temp.resolve("d/scratch-7"), "left by an earlier process");
            part.discard();
        }
        assertThat(temp.resolve("d")).doesNotExist();
        PartFolder.discard(temp.resolve("d")); // harmless
    }

    @Test
    void saysBeforehandThatTheDiskIsTooSmallAndLeavesNothing() {
        ChunkLayout huge = new ChunkLayout(ChunkLayout.LENGTH_MAX);
        Manifest manifest =
                new Manifest(huge, FILE.manifest().globalHash(), new byte[huge.chunkCount() * Sha256.BYTES]);

        assertThatThrownBy(() -> PartFile.create(temp.resolve("d"), NAME, manifest))
                .isInstanceOf(DiskFullException.class)
                .hasMessageContaining("bytes free")
                .hasMessageContaining(Long.toString(ChunkLayout.LENGTH_MAX));

        assertThat(temp.resolve("d")).doesNotExist();
    }

    @Test
    void knowsAFullDiskByWhatTheSystemSays() {
        assertThat(DiskFullException.isCauseOf(new IOException("No space left on device")))
                .isTrue();
        assertThat(DiskFullException.isCauseOf(new IOException("Disk quota exceeded")))
                .isTrue();
        assertThat(DiskFullException.isCauseOf(new DiskFullException("…"))).isTrue();
        assertThat(DiskFullException.isCauseOf(new IOException("Input/output error")))
                .isFalse();
        assertThat(DiskFullException.isCauseOf(new IOException())).isFalse();
    }

    @Test
    void aWriteThatIsInterruptedClosesItAndWhatItHeldCanBeOpenedAgain() throws Exception {
        PartFile part = create();
        write(part, 0, FILE.chunk(0));
        Thread interrupted = new Thread(() -> {
            Thread.currentThread().interrupt();
            try {
                write(part, 1, FILE.chunk(1));
            } catch (IOException expected) {
                assertThat(expected).isInstanceOf(ClosedByInterruptException.class);
            }
        });
        interrupted.start();
        interrupted.join();

        assertThat(part.isOpen()).isFalse();
        part.close();
        try (PartFile again = reopen()) {
            assertThat(again.held()).isEqualTo(ChunkSet.of(4, 0));
        }
    }

    @Test
    void aJournalThatCannotBeWrittenHoldsNothing() throws IOException {
        PartFile part = create();
        ChunkWriter writer = part.writerFor(0);
        writer.accept(ByteBuffer.wrap(FILE.chunk(0)));
        part.close();

        assertThatThrownBy(writer::finish).isInstanceOf(IOException.class);
        assertThat(part.held().isEmpty()).isTrue();
    }
}
