package io.rangeswarm.peer.core.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.FileName;
import io.rangeswarm.peer.core.store.PartFile;
import io.rangeswarm.peer.core.store.StrangeDisk;
import io.rangeswarm.peer.core.store.TestFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Different files whose names are the same to this machine's file system, as on Windows and macOS. */
@Timeout(60)
class ClashingNamesTest {

    private static final TestFile ONE = TestFile.of(1, 1000);
    private static final TestFile OTHER = TestFile.of(2, 1000);

    @TempDir
    private Path temp;

    private final StrangeDisk disk = StrangeDisk.thatFoldsNames();

    private FileName publish(TestFile file, String name) throws IOException {
        FakeLibrary library = new FakeLibrary(disk.at(temp));
        Path folder = library.downloadsFolder().resolve(file.fileId().hex());
        try (PartFile part = PartFile.create(folder, new FileName(name), file.manifest())) {
            TestFile.write(part, 0, file.bytes());
            FileName given = FinalName.publish(part, library);
            part.discard();
            return given;
        }
    }

    private void assertBothAreThere(FileName ofOther) throws IOException {
        assertThat(ofOther.value()).contains("~" + OTHER.fileId().abbreviated());
        assertThat(Files.readAllBytes(disk.at(temp).resolve(ofOther.value()))).isEqualTo(OTHER.bytes());
        try (Stream<Path> all = Files.walk(temp)) {
            assertThat(all.filter(Files::isRegularFile).map(ClashingNamesTest::content))
                    .containsExactlyInAnyOrder(ONE.bytes(), OTHER.bytes());
        }
    }

    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Film.bin, film.BIN",
        "docs/film.bin, Docs/FILM.bin",
        "caf\u00e9.bin, cafe\u0301.bin",
        "cafe\u0301/x.bin, caf\u00e9/X.bin",
    })
    void theSecondOfTwoFilesWithOneNameGetsASuffix(String first, String second) throws IOException {
        assertThat(publish(ONE, first)).isEqualTo(new FileName(first));

        assertBothAreThere(publish(OTHER, second));
    }

    @ParameterizedTest
    @CsvSource({"Film.bin, film.BIN", "caf\u00e9.bin, cafe\u0301.bin"})
    void alsoWhereThereAreNoHardLinks(String first, String second) throws IOException {
        disk.withoutHardLinks();
        assertThat(publish(ONE, first)).isEqualTo(new FileName(first));

        assertBothAreThere(publish(OTHER, second));
    }

    @Test
    void theSameFileUnderAnotherSpellingIsThereAlready() throws IOException {
        publish(ONE, "Film.bin");

        assertThat(publish(ONE, "film.bin")).isEqualTo(new FileName("film.bin"));
        try (Stream<Path> all = Files.list(temp)) {
            assertThat(all.filter(Files::isRegularFile)).hasSize(1);
        }
    }

    @Test
    void ofManyThatEndTogetherNoneIsOverwritten() throws Exception {
        disk.withoutHardLinks();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 20; round++) {
                String stem = "film" + round;
                List<String> spellings = List.of(stem, stem.toUpperCase(Locale.ROOT), "Film" + round, "fILM" + round);
                CyclicBarrier together = new CyclicBarrier(spellings.size());
                List<Future<FileName>> given = new ArrayList<>();
                for (int i = 0; i < spellings.size(); i++) {
                    TestFile file = TestFile.of(100L + 10L * round + i, 500);
                    String name = spellings.get(i);
                    given.add(threads.submit(() -> {
                        together.await();
                        return publish(file, name);
                    }));
                }
                for (int i = 0; i < spellings.size(); i++) {
                    byte[] expected = TestFile.of(100L + 10L * round + i, 500).bytes();
                    Path where = disk.at(temp).resolve(given.get(i).get().value());
                    assertThat(Files.readAllBytes(where)).isEqualTo(expected);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aFileThatCannotBeReadIsNotReplaced() throws IOException {
        Files.write(temp.resolve("film.bin"), ONE.bytes());
        StrangeDisk broken = StrangeDisk.withFaults();
        FakeLibrary library = new FakeLibrary(broken.at(temp));
        Path folder = library.downloadsFolder().resolve("x");
        try (PartFile part = PartFile.create(folder, new FileName("film.bin"), OTHER.manifest())) {
            TestFile.write(part, 0, OTHER.bytes());
            broken.failReads(Optional.of(StrangeDisk.BROKEN));

            assertThat(FinalName.publish(part, library).value()).startsWith("film~");
        }
        assertThat(temp.resolve("film.bin")).hasBinaryContent(ONE.bytes());
    }
}
