package io.rangeswarm.peer.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.ByteRange;
import io.rangeswarm.model.content.FileName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a loss of power leaves of a part file: cut, or as long as ever with nothing from some byte on. */
class TornPartFileTest {

    /** Two chunks, the last one short: every byte of that one is tried, and every byte about its beginning. */
    private static final TestFile FILE = TestFile.of(23, TestFile.CHUNK + 400);

    private static final int LENGTH = FILE.bytes().length;
    private static final int STRIDE = 16_381; // a prime, so that it falls in step with no block
    private static final FileName NAME = new FileName("film.bin");

    @TempDir
    private Path temp;

    /** From the end downwards, so that one file serves for all. */
    private static Set<Integer> cuts() {
        NavigableSet<Integer> cuts = new TreeSet<>();
        for (int cut = 0; cut < LENGTH; cut += STRIDE) {
            cuts.add(cut);
        }
        for (int cut = TestFile.CHUNK - 200; cut <= LENGTH; cut++) {
            cuts.add(cut);
        }
        return cuts.descendingSet();
    }

    private void writeWhole(Path folder) throws IOException {
        try (PartFile part = PartFile.create(folder, NAME, FILE.manifest())) {
            TestFile.write(part, 1, FILE.chunk(1));
            TestFile.write(part, 0, FILE.chunk(0));
        }
    }

    private static void assertHoldsWhatIsRight(PartFile part, int cut) throws IOException {
        byte[] onDisk = Files.readAllBytes(part.path());
        assertThat(onDisk).as("its length, cut at %d", cut).hasSize(LENGTH);
        for (int index = 0; index < 2; index++) {
            assertThat(part.held().contains(index))
                    .as("chunk %d, cut at %d", index, cut)
                    .isEqualTo(isRight(onDisk, index));
        }
    }

    private static boolean isRight(byte[] onDisk, int index) {
        ByteRange range = FILE.manifest().layout().rangeOf(index);
        int start = (int) range.start();
        int end = (int) range.end();
        return Arrays.equals(onDisk, start, end, FILE.bytes(), start, end);
    }

    @Test
    void cutAtAnyByteItHoldsTheChunksThatAreRightAndNoOther() throws IOException {
        Path folder = temp.resolve("d");
        writeWhole(folder);
        byte[] journal = Files.readAllBytes(folder.resolve("journal"));
        for (int cut : cuts()) {
            Files.write(folder.resolve("journal"), journal);
            truncate(folder.resolve("part"), cut);

            try (PartFile part = PartFile.reopen(folder).orElseThrow()) {
                assertHoldsWhatIsRight(part, cut);
            }
        }
    }

    /** A file system that keeps lengths before bytes: what was not forced to disk is zeros. */
    @Test
    void emptyFromAnyByteOnItHoldsTheChunksThatAreRightAndNoOther() throws IOException {
        Path folder = temp.resolve("d");
        writeWhole(folder);
        byte[] journal = Files.readAllBytes(folder.resolve("journal"));
        for (int cut : cuts()) {
            Files.write(folder.resolve("journal"), journal);
            truncate(folder.resolve("part"), cut);
            lengthen(folder.resolve("part"));

            try (PartFile part = PartFile.reopen(folder).orElseThrow()) {
                assertHoldsWhatIsRight(part, cut);
            }
        }
    }

    @Test
    void tornAnywhereADownloadEndsWithTheRightBytes() throws IOException {
        for (int cut : new int[] {0, 1, TestFile.CHUNK - 1, TestFile.CHUNK, TestFile.CHUNK + 1, LENGTH - 1, LENGTH}) {
            Path folder = temp.resolve("d-" + cut);
            writeWhole(folder);
            truncate(folder.resolve("part"), cut);
            Path target = temp.resolve("film-" + cut);

            try (PartFile part = PartFile.reopen(folder).orElseThrow()) {
                for (int index = 0; index < 2; index++) {
                    if (!part.held().contains(index)) {
                        TestFile.write(part, index, FILE.chunk(index));
                    }
                }
                assertThat(part.globalHash()).isEqualTo(FILE.manifest().globalHash());
                part.publish(target);
                part.discard();
            }

            assertThat(target).as("cut at %d", cut).hasBinaryContent(FILE.bytes());
        }
    }

    /** With the journal cut as well: at every byte of it, and the part file at every place that matters to a chunk. */
    @Test
    void tornTogetherWithItsJournalItHoldsNoWrongByte() throws IOException {
        Path folder = temp.resolve("d");
        writeWhole(folder);
        byte[] journal = Files.readAllBytes(folder.resolve("journal"));
        for (int cut : new int[] {LENGTH, LENGTH - 1, TestFile.CHUNK}) {
            for (int length = 0; length <= journal.length; length++) {
                Files.write(folder.resolve("journal"), Arrays.copyOf(journal, length));
                truncate(folder.resolve("part"), cut);

                var reopened = PartFile.reopen(folder);
                if (reopened.isPresent()) {
                    try (PartFile part = reopened.get()) {
                        assertNothingWrongIsHeld(part, cut, length);
                    }
                }
            }
        }
    }

    private static void assertNothingWrongIsHeld(PartFile part, int cut, int journalLength) throws IOException {
        byte[] onDisk = Files.readAllBytes(part.path());
        part.held()
                .forEach(index -> assertThat(isRight(onDisk, index))
                        .as("chunk %d, part cut at %d, journal at %d", index, cut, journalLength)
                        .isTrue());
    }

    private static void truncate(Path part, int length) throws IOException {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }

    private static void lengthen(Path part) throws IOException {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            if (channel.size() < LENGTH) {
                channel.write(ByteBuffer.allocate(1), LENGTH - 1);
            }
        }
    }
}
