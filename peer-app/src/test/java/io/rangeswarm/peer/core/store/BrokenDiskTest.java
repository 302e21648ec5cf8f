package io.rangeswarm.peer.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangeswarm.model.content.ByteRange;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A download's files on a disk that breaks, fills up, becomes read-only or loses the end of a file. */
class BrokenDiskTest {

    private static final TestFile FILE = TestFile.of(5, 3 * TestFile.CHUNK + 1000);
    private static final FileName NAME = new FileName("film.bin");

    @TempDir
    private Path temp;

    private final StrangeDisk disk = StrangeDisk.withFaults();

    private Path folder() {
        return disk.at(temp).resolve("d");
    }

    private PartFile create() throws IOException {
        return PartFile.create(folder(), NAME, FILE.manifest());
    }

    private static void write(PartFile part, int index) throws IOException {
        TestFile.write(part, index, FILE.chunk(index));
    }

    @ParameterizedTest
    @ValueSource(strings = {StrangeDisk.BROKEN, StrangeDisk.FULL, StrangeDisk.READ_ONLY})
    void aChunkThatCannotBeWrittenIsNotHeldAndTheOthersStay(String fault) throws IOException {
        try (PartFile part = create()) {
            write(part, 0);
            disk.failWrites(Optional.of(fault));

            assertThatThrownBy(() -> write(part, 1)).hasMessageContaining(fault);

            assertThat(part.held()).isEqualTo(ChunkSet.of(4, 0));
            disk.failWrites(Optional.empty());
            write(part, 1);
            assertThat(part.held()).isEqualTo(ChunkSet.of(4, 0, 1));
        }
        try (PartFile again = PartFile.reopen(folder()).orElseThrow()) {
            assertThat(again.held()).isEqualTo(ChunkSet.of(4, 0, 1));
        }
    }

    /** A system may say so once, throw the bytes away, and say of the next attempt that all is well. */
    @Test
    void whatCouldNotBeForcedToDiskIsFetchedAgain() throws IOException {
        try (PartFile part = create()) {
            write(part, 0);
            part.checkpoint();
            write(part, 1);
            disk.failForce(Optional.of(StrangeDisk.BROKEN));
            assertThatThrownBy(part::checkpoint).hasMessage(StrangeDisk.BROKEN);
            disk.failForce(Optional.empty());
            part.checkpoint();

            assertThat(part.held()).isEqualTo(ChunkSet.of(4, 0));
            write(part, 1);
            write(part, 2);
        }
        damage(2);
        try (PartFile again = PartFile.reopen(folder()).orElseThrow()) {
            assertThat(again.held()).isEqualTo(ChunkSet.of(4, 0, 1));
        }
    }

    @Test
    void aFileThatCannotBeForcedGetsNoName() throws IOException {
        try (PartFile part = create()) {
            for (int index = 0; index < 4; index++) {
                write(part, index);
            }
            disk.failForce(Optional.of(StrangeDisk.BROKEN));

            Path target = disk.at(temp).resolve("film.bin");
            assertThatThrownBy(() -> part.publish(target)).hasMessage(StrangeDisk.BROKEN);

            assertThat(temp.resolve("film.bin")).doesNotExist();
        }
    }

    @Test
    void aPartFileThatCannotBeReadSaysSo() throws IOException {
        PartFile part = create();
        write(part, 0);
        part.close();
        disk.failReads(Optional.of(StrangeDisk.BROKEN));

        assertThatThrownBy(() -> PartFile.reopen(folder())).hasMessage(StrangeDisk.BROKEN);

        disk.failReads(Optional.empty());
        try (PartFile again = PartFile.reopen(folder()).orElseThrow()) {
            assertThat(again.held()).isEqualTo(ChunkSet.of(4, 0));
        }
    }

    @Test
    void aReadOnlyFolderIsSaidAndLeavesNothing() {
        disk.failWrites(Optional.of(StrangeDisk.READ_ONLY));

        assertThatThrownBy(this::create).isInstanceOf(IOException.class).hasMessageContaining(StrangeDisk.READ_ONLY);

        assertThat(temp.resolve("d")).doesNotExist();
    }

    /** The bytes of one chunk are others on disk. */
    private void damage(int index) throws IOException {
        ByteRange range = FILE.manifest().layout().rangeOf(index);
        try (FileChannel channel = FileChannel.open(temp.resolve("d/part"), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), range.start());
        }
    }

    /** Every length at which something begins or ends, those beside it, every block, and some at random. */
    private static Set<Long> cuts() {
        Set<Long> cuts = new TreeSet<>();
        long length = FILE.manifest().layout().length();
        for (int index = 0; index < 4; index++) {
            ByteRange range = FILE.manifest().layout().rangeOf(index);
            for (long edge : new long[] {range.start(), range.end()}) {
                cuts.add(Math.max(0, edge - 1));
                cuts.add(edge);
                cuts.add(Math.min(length, edge + 1));
            }
        }
        new Random(3).longs(50, 0, length).forEach(cuts::add);
        return cuts;
    }

    @Test
    void cutAnywhereThePartFileHoldsTheChunksThatAreStillWhole() throws IOException {
        try (PartFile part = create()) {
            for (int index = 0; index < 4; index++) {
                write(part, index);
            }
            part.checkpoint();
        }
        byte[] journal = Files.readAllBytes(temp.resolve("d/journal"));
        byte[] bytes = Files.readAllBytes(temp.resolve("d/part"));
        for (long cut : cuts()) {
            Files.write(temp.resolve("d/journal"), journal);
            Files.write(temp.resolve("d/part"), Arrays.copyOf(bytes, (int) cut));

            try (PartFile again = PartFile.reopen(folder()).orElseThrow()) {
                for (int index = 0; index < 4; index++) {
                    boolean whole = FILE.manifest().layout().rangeOf(index).end() <= cut;
                    assertThat(again.held().contains(index))
                            .as("chunk %d of a part of %d bytes", index, cut)
                            .isEqualTo(whole);
                }
            }
        }
    }

    @Test
    void roomIsPromisedToOneDownloadOnly() throws IOException {
        long room = Files.getFileStore(temp).getUsableSpace();
        PromisedSpace space = new PromisedSpace();
        Path first = Files.createDirectories(temp.resolve("first"));
        Path second = Files.createDirectories(temp.resolve("second"));
        space.promise(first, room / 3 * 2);

        assertThatThrownBy(() -> space.promise(second, room / 3 * 2))
                .isInstanceOf(DiskFullException.class)
                .hasMessageContaining("other downloads will need");

        space.follow(first, () -> 0); // all of it has come, and takes up its room
        space.promise(second, room / 3);
        space.release(second);
        space.release(first);
        space.promise(second, room / 3 * 2);
    }

    @Test
    void whatADownloadHasWrittenIsNoLongerPromisedToIt() throws IOException {
        PromisedSpace space = new PromisedSpace();
        try (PartFile part = PartFile.create(folder(), NAME, FILE.manifest(), space)) {
            write(part, 0);
            long room = Files.getFileStore(temp).getUsableSpace();
            long toCome = FILE.manifest().layout().length() - TestFile.CHUNK;

            assertThatThrownBy(
                            () -> space.promise(Files.createDirectories(temp.resolve("other")), room + 1 - toCome / 2))
                    .hasMessageContaining("need " + toCome);
        }
    }
}
