package io.rangeswarm.peer.core.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.peer.core.holding.Holding;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.share.HashingRound.Hashing;
import io.rangeswarm.peer.core.share.Skipped.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShareFolderTest {

    private static final int MIB = 1 << 20;

    @TempDir
    private Path temp;

    private Path root;
    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final AtomicInteger rescansWanted = new AtomicInteger();
    private Holdings holdings = new Holdings();
    private ShareFolder folder;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectories(temp.resolve("share")).toRealPath();
        folder = ShareFolder.open(settings());
    }

    @AfterEach
    void close() throws IOException {
        folder.close();
        executor.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB, 40 * MIB + 12_345})
    void sharesAFileUnderTheIdOfItsBytes(int length) throws IOException {
        byte[] bytes = write("file", length);

        ScanReport report = folder.scan();

        Holding holding = onlyHolding();
        assertThat(holding.manifest()).isEqualTo(manifestOf(bytes));
        assertThat(holding.held().isComplete()).isTrue();
        assertThat(holding.verifiedPath()).contains(root.resolve("file"));
        assertThat(report).isEqualTo(new ScanReport(1, length, 1, length, 0, List.of()));
    }

    @Test
    void findsFilesInNestedFoldersAndUnderAnyUnicodeName() throws IOException {
        write("a/b/c/deep", 10);
        write("Übung 1 – 漢字 🚀.txt", 11);
        write(".hidden", 12);

        folder.scan();

        assertThat(names()).containsExactlyInAnyOrder("a/b/c/deep", "Übung 1 – 漢字 🚀.txt", ".hidden");
    }

    @Test
    void leavesItsOwnRecordsAlone() throws IOException {
        write(".rangeswarm/part/file", 10);

        assertThat(folder.scan().files()).isZero();
    }

    @Test
    void sameBytesUnderSeveralNamesAreOneHolding() throws IOException {
        Files.write(root.resolve("b"), new byte[5]);
        Files.write(root.resolve("a"), new byte[5]);
        Files.createLink(root.resolve("hard"), root.resolve("a"));
        Files.createSymbolicLink(root.resolve("soft"), root.resolve("b"));

        ScanReport report = folder.scan();

        assertThat(onlyHolding().names().stream().map(FileName::value)).containsExactly("a", "b", "hard", "soft");
        assertThat(report.hashedFiles()).as("links are read once").isEqualTo(2);
    }

    @Test
    void skipsLinksThatLeaveTheFolderOrLoop() throws IOException {
        Files.write(temp.resolve("secret"), new byte[5]);
        Files.createSymbolicLink(root.resolve("out"), temp.resolve("secret"));
        Files.createSymbolicLink(root.resolve("loop"), root);
        Files.createSymbolicLink(root.resolve("self"), root.resolve("self"));
        Files.createSymbolicLink(root.resolve("nothing"), root.resolve("missing"));
        Files.createSymbolicLink(root.resolve("records"), root.resolve(".rangeswarm/index"));

        ScanReport report = folder.scan();

        assertThat(report.files()).isZero();
        assertThat(report.skipped())
                .extracting(Skipped::path)
                .containsExactlyInAnyOrder("out", "loop", "self", "nothing", "records");
        assertThat(report.skipped()).extracting(Skipped::reason).containsOnly(Reason.LINK);
    }

    @Test
    void skipsAFifoWithoutOpeningIt() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", root.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();

        assertThat(folder.scan().skipped()).extracting(Skipped::reason).containsExactly(Reason.SPECIAL);
    }

    @Test
    void skipsNamesThatOtherMachinesCouldNotTake() throws Exception {
        Files.write(root.resolve("back\\slash"), new byte[1]);
        Files.write(root.resolve("line\nfeed"), new byte[2]);
        write("C:evil/file", 3);
        // A byte that is no UTF-8; only a shell can write that name.
        assertThat(new ProcessBuilder("sh", "-c", "printf x > \"$(printf 'bad\\377name')\"")
                        .directory(root.toFile())
                        .start()
                        .waitFor())
                .isZero();

        ScanReport report = folder.scan();

        assertThat(report.files()).isZero();
        assertThat(report.skipped()).extracting(Skipped::reason).containsOnly(Reason.NAME);
        assertThat(report.skipped())
                .extracting(Skipped::path)
                .containsExactlyInAnyOrder("back\\slash", "line?feed", "C:evil", "bad?name");
    }

    @Test
    void reportsAnUnreadableFileAndSharesTheOthers() throws IOException {
        write("good", 5);
        write("bad", 6);
        reopen((file, length) -> {
            if (file.endsWith("bad")) {
                throw new AccessDeniedException(file.toString());
            }
            return manifestOf(Files.readAllBytes(file));
        });

        ScanReport report = folder.scan();

        assertThat(names()).containsExactly("good");
        assertThat(report.skipped()).extracting(Skipped::reason).containsExactly(Reason.UNREADABLE);
    }

    @Test
    void reportsAFolderThatMayNotBeListed() throws IOException {
        assumeThat(System.getProperty("user.name")).isNotEqualTo("root");
        write("closed/file", 5);
        assertThat(root.resolve("closed").toFile().setReadable(false)).isTrue();

        assertThat(folder.scan().skipped()).extracting(Skipped::reason).containsExactly(Reason.UNREADABLE);
        assertThat(root.resolve("closed").toFile().setReadable(true)).isTrue();
    }

    @Test
    void takesAFileThatIsBeingWrittenOnlyWhenItRests() throws IOException {
        write("growing", 5);
        AtomicInteger reads = new AtomicInteger();
        reopen((file, length) -> {
            byte[] bytes = Files.readAllBytes(file);
            if (reads.incrementAndGet() == 1) {
                Files.write(file, new byte[1], StandardOpenOption.APPEND);
            }
            return manifestOf(bytes);
        });

        assertThat(folder.scan().skipped()).extracting(Skipped::reason).containsExactly(Reason.CHANGING);
        assertThat(holdings.all()).isEmpty();
        assertThat(folder.scan().files()).isEqualTo(1);
        assertThat(onlyHolding().manifest().layout().length()).isEqualTo(6);
    }

    @Test
    void aFileThatShrinksWhileItIsReadIsTakenLater() throws IOException {
        write("shrinking", 2 * MIB);
        FileHasher hasher = new FileHasher(executor);
        reopen((file, length) -> {
            Files.write(file, new byte[MIB]);
            return hasher.hash(file, length);
        });

        assertThat(folder.scan().skipped()).extracting(Skipped::reason).containsExactly(Reason.CHANGING);
    }

    @Test
    void aFileThatVanishesMeanwhileIsNoError() throws IOException {
        write("file", 5);
        FileHasher hasher = new FileHasher(executor);
        reopen((file, length) -> {
            Files.delete(file);
            return hasher.hash(file, length);
        });

        assertThat(folder.scan()).isEqualTo(new ScanReport(0, 0, 0, 0, 0, List.of()));
    }

    @Test
    void aChangedFileIsNoLongerServedUnderItsOldIdAndGetsItsNewOneByTheNextScan() throws IOException {
        write("file", 10);
        folder.scan();
        Holding before = onlyHolding();
        byte[] after = write("file", 11);

        assertThat(before.verifiedPath()).isEmpty();
        assertThat(before.verifiedPath()).isEmpty();
        assertThat(rescansWanted).as("asked once until it is done").hasValue(1);

        folder.scan();
        assertThat(onlyHolding().manifest()).isEqualTo(manifestOf(after));
    }

    @Test
    void noticesAChangeThatKeepsTheLength() throws IOException {
        write("file", 10);
        folder.scan();
        Files.write(root.resolve("file"), new byte[10]);

        assertThat(onlyHolding().verifiedPath()).isEmpty();
    }

    @Test
    void noticesAnotherFileOfTheSameLengthAndTimeInItsPlace() throws IOException {
        write("file", 10);
        FileTime time = Files.getLastModifiedTime(root.resolve("file"));
        folder.scan();
        Files.setLastModifiedTime(Files.write(temp.resolve("other"), new byte[10]), time);
        Files.move(temp.resolve("other"), root.resolve("file"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        assertThat(onlyHolding().verifiedPath()).isEmpty();
    }

    @Test
    void servesFromTheOtherCopyWhenOneChanged() throws IOException {
        Files.write(root.resolve("a"), new byte[5]);
        Files.write(root.resolve("b"), new byte[5]);
        folder.scan();
        Files.write(root.resolve("a"), new byte[6]);

        assertThat(onlyHolding().verifiedPath()).contains(root.resolve("b"));
    }

    @Test
    void withdrawsWhatIsGone() throws IOException {
        write("file", 5);
        folder.scan();
        Files.delete(root.resolve("file"));

        assertThat(folder.scan().files()).isZero();
        assertThat(holdings.all()).isEmpty();
    }

    @Test
    void aRestartOfAnUnchangedFolderHashesNothing() throws IOException {
        write("a", 5);
        write("b/c", 2 * MIB);
        write("empty", 0);
        folder.scan();
        List<String> before = names();

        reopen();
        ScanReport report = folder.scan();

        assertThat(report).isEqualTo(new ScanReport(3, 2 * MIB + 5, 0, 0, 0, List.of()));
        assertThat(names()).containsExactlyElementsOf(before);
    }

    @Test
    void aRenamedFileIsNotReadAgain() throws IOException {
        write("old", 5);
        folder.scan();
        Files.createDirectory(root.resolve("sub"));
        Files.move(root.resolve("old"), root.resolve("sub/new"));

        assertThat(folder.scan().hashedFiles()).isZero();
        assertThat(names()).containsExactly("sub/new");
        reopen();
        assertThat(folder.scan().hashedFiles()).isZero();
    }

    @Test
    void anAdoptedFileIsNeverRead() throws IOException {
        byte[] bytes = write("sub/download", 2 * MIB + 1);

        folder.adopt(new FileName("sub/download"), manifestOf(bytes));

        assertThat(onlyHolding().verifiedPath()).contains(root.resolve("sub/download"));
        assertThat(folder.scan().hashedBytes()).isZero();
        reopen();
        assertThat(folder.scan().hashedBytes()).isZero();
        assertThat(names()).containsExactly("sub/download");
    }

    @Test
    void adoptRefusesAFileOfAnotherLength() throws IOException {
        byte[] bytes = write("download", 10);
        write("download", 9);

        assertThatThrownBy(() -> folder.adopt(new FileName("download"), manifestOf(bytes)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("10 bytes");
        assertThat(holdings.all()).isEmpty();
    }

    @Test
    void aDownloadThatEndsDuringAScanStaysShared() throws IOException {
        write("slow", 5);
        reopen((file, length) -> {
            byte[] bytes = new byte[7];
            Files.write(root.resolve("download"), bytes);
            folder.adopt(new FileName("download"), manifestOf(bytes));
            return manifestOf(Files.readAllBytes(file));
        });

        folder.scan();

        assertThat(names()).containsExactlyInAnyOrder("download", "slow");
    }

    @Test
    void refusesAFolderThatIsNone() throws IOException {
        Path file = Files.write(temp.resolve("file"), new byte[1]);

        assertThatThrownBy(() -> ShareFolder.open(settings(temp.resolve("missing"))))
                .isInstanceOf(java.nio.file.NoSuchFileException.class);
        assertThatThrownBy(() -> ShareFolder.open(settings(file))).isInstanceOf(NotDirectoryException.class);
    }

    @Test
    void theIndexCutAtAnyByteOnlyCostsHashing() throws IOException {
        write("a", 5);
        write("b", 6);
        folder.scan();
        folder.close();
        Path index = root.resolve(".rangeswarm/index");
        byte[] whole = Files.readAllBytes(index);
        for (int cut = 0; cut <= whole.length; cut++) {
            Files.write(index, Arrays.copyOf(whole, cut));
            reopen();
            int hashed = folder.scan().hashedFiles();

            assertThat(names()).containsExactlyInAnyOrder("a", "b");
            assertThat(hashed).isEqualTo(cut == whole.length ? 0 : cut >= whole.length / 2 ? 1 : 2);
        }
    }

    @Test
    void theIndexIsCompactedWhenMostOfItIsDead() throws IOException {
        Path index = root.resolve(".rangeswarm/index");
        for (int round = 0; round < 30; round++) {
            for (int file = 0; file < 20; file++) {
                write("file" + file, 100 + round);
            }
            folder.scan();
        }
        assertThat(Files.size(index)).isLessThan(80 << 10);

        reopen();
        assertThat(folder.scan().hashedFiles()).isZero();
        assertThat(names()).hasSize(20);
    }

    @Test
    void hashesManyFilesOfAllLengthsAtOnce() throws Exception {
        Random random = new Random(7);
        for (int file = 0; file < 60; file++) {
            write("d" + file % 7 + "/f" + file, random.nextInt(5 * MIB));
        }

        folder.scan();

        for (Holding holding : holdings.all()) {
            byte[] bytes = Files.readAllBytes(holding.verifiedPath().orElseThrow());
            assertThat(holding.manifest()).isEqualTo(manifestOf(bytes));
        }
        assertThat(holdings.all()).hasSize(60);
        executor.shutdown();
        assertThat(executor.awaitTermination(10, TimeUnit.SECONDS))
                .as("no helper is left waiting")
                .isTrue();
    }

    private ShareFolder.Settings settings() {
        return settings(root);
    }

    private ShareFolder.Settings settings(Path share) {
        return new ShareFolder.Settings(
                share, holdings, executor, 2, Clock.systemUTC(), rescansWanted::incrementAndGet);
    }

    private void reopen() throws IOException {
        folder.close();
        holdings = new Holdings();
        folder = ShareFolder.open(settings());
    }

    private void reopen(Hashing hashing) throws IOException {
        folder.close();
        holdings = new Holdings();
        folder = ShareFolder.open(settings(), hashing);
    }

    private byte[] write(String name, int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        Path path = root.resolve(name);
        Files.createDirectories(path.getParent());
        Files.write(path, bytes);
        return bytes;
    }

    private Holding onlyHolding() {
        assertThat(holdings.all()).hasSize(1);
        return holdings.all().iterator().next();
    }

    private List<String> names() {
        return holdings.all().stream()
                .flatMap(holding -> holding.names().stream())
                .map(FileName::value)
                .sorted()
                .collect(Collectors.toList());
    }

    static Manifest manifestOf(byte[] bytes) {
        ChunkLayout layout = new ChunkLayout(bytes.length);
        List<Sha256> hashes = java.util.stream.IntStream.range(0, layout.chunkCount())
                .mapToObj(layout::rangeOf)
                .map(range -> Sha256.hash(Arrays.copyOfRange(bytes, (int) range.start(), (int) range.end())))
                .toList();
        return Manifest.of(layout, Sha256.hash(bytes), hashes);
    }
}
