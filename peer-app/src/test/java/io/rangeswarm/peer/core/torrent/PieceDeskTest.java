package io.rangeswarm.peer.core.torrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.ByteRange;
import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.peer.core.holding.Holding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PieceDeskTest {

    private static final int LENGTH = 2 * ChunkLayout.CHUNK_SIZE_MIN + 5;

    @TempDir
    private Path temp;

    private final Queue<Runnable> tasks = new ArrayDeque<>();

    private record File(Manifest manifest, ChunkSet held, Path path) implements Holding {

        @Override
        public SortedSet<FileName> names() {
            SortedSet<FileName> names = new TreeSet<>(Comparator.comparing(FileName::value));
            names.add(new FileName("a"));
            return names;
        }

        @Override
        public Optional<Path> verifiedPath() {
            return Files.exists(path) ? Optional.of(path) : Optional.empty();
        }
    }

    private static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static Manifest manifest(byte[] content) {
        ChunkLayout layout = new ChunkLayout(content.length);
        List<Sha256> hashes = new ArrayList<>();
        for (int index = 0; index < layout.chunkCount(); index++) {
            ByteRange range = layout.rangeOf(index);
            hashes.add(Sha256.hash(Arrays.copyOfRange(content, (int) range.start(), (int) range.end())));
        }
        return Manifest.of(layout, Sha256.hash(content), hashes);
    }

    private File file(long seed, int length) throws IOException {
        byte[] content = bytes(seed, length);
        Path path = Files.write(temp.resolve("file" + seed), content);
        Manifest manifest = manifest(content);
        return new File(manifest, ChunkSet.all(manifest.layout().chunkCount()), path);
    }

    private PieceDesk desk(Executor executor) {
        return new PieceDesk(temp.resolve("torrents"), executor);
    }

    private PieceDesk atOnce() {
        return desk(Runnable::run);
    }

    private List<Path> kept() throws IOException {
        if (!Files.exists(temp.resolve("torrents"))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(temp.resolve("torrents"))) {
            return files.toList();
        }
    }

    private static byte[] sha1OfChunks(byte[] content) throws Exception {
        byte[] all = new byte[0];
        for (int start = 0; start < content.length; start += ChunkLayout.CHUNK_SIZE_MIN) {
            byte[] chunk =
                    Arrays.copyOfRange(content, start, Math.min(content.length, start + ChunkLayout.CHUNK_SIZE_MIN));
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(chunk);
            all = Arrays.copyOf(all, all.length + hash.length);
            System.arraycopy(hash, 0, all, all.length - hash.length, hash.length);
        }
        return all;
    }

    @Test
    void piecesAreTheChunksBySha1AndAreComputedOnce() throws Exception {
        File file = file(1, LENGTH);

        PieceAnswer computed = atOnce().ask(file, Duration.ZERO);
        PieceAnswer remembered = desk(tasks::add).ask(file, Duration.ZERO);

        for (PieceAnswer answer : List.of(computed, remembered)) {
            assertThat(answer).isInstanceOf(PieceAnswer.Known.class);
            Pieces pieces = ((PieceAnswer.Known) answer).pieces();
            assertThat(pieces.hashes()).isEqualTo(sha1OfChunks(bytes(1, LENGTH)));
            assertThat(pieces.pieceLength()).isEqualTo(ChunkLayout.CHUNK_SIZE_MIN);
            assertThat(pieces.length()).isEqualTo(LENGTH);
        }
        assertThat(tasks).isEmpty();
    }

    @Test
    void whatIsDamagedOnDiskIsComputedAgain() throws Exception {
        File file = file(1, LENGTH);
        atOnce().ask(file, Duration.ZERO);
        byte[] right = Files.readAllBytes(kept().get(0));

        for (int damaged : new int[] {0, 32, 91, right.length - 1}) {
            byte[] wrong = right.clone();
            wrong[damaged] ^= 1;
            Files.write(kept().get(0), wrong);
            assertThat(desk(tasks::add).ask(file, Duration.ZERO)).isInstanceOf(PieceAnswer.Computing.class);
        }
        Files.write(kept().get(0), Arrays.copyOf(right, right.length - 1));
        assertThat(atOnce().ask(file, Duration.ZERO)).isInstanceOf(PieceAnswer.Known.class);

        assertThat(kept()).hasSize(1);
        assertThat(kept().get(0)).hasBinaryContent(right);
    }

    @Test
    void aFileThatIsNotWhatItWasHasNoPieces() throws Exception {
        File file = file(1, LENGTH);
        byte[] content = Files.readAllBytes(file.path());
        content[LENGTH - 1] ^= 1;
        Files.write(file.path(), content);

        assertThat(atOnce().ask(file, Duration.ZERO)).isInstanceOf(PieceAnswer.NotHeld.class);
        Files.write(file.path(), Arrays.copyOf(content, 10));
        assertThat(atOnce().ask(file, Duration.ZERO)).isInstanceOf(PieceAnswer.NotHeld.class);
        Files.delete(file.path());
        assertThat(atOnce().ask(file, Duration.ZERO)).isInstanceOf(PieceAnswer.NotHeld.class);
        assertThat(kept()).isEmpty();
    }

    @Test
    void onlyWhoHoldsTheWholeFileKnowsItsPieces() throws Exception {
        File whole = file(1, LENGTH);

        assertThat(atOnce().ask(new File(whole.manifest(), ChunkSet.of(3, 0, 2), whole.path()), Duration.ZERO))
                .isInstanceOf(PieceAnswer.NotHeld.class);
    }

    @Test
    void theLineIsBounded() throws Exception {
        PieceDesk desk = desk(tasks::add);
        for (int seed = 0; seed < PieceDesk.LINE_MAX; seed++) {
            assertThat(desk.ask(file(seed, 10 + seed), Duration.ZERO))
                    .isEqualTo(new PieceAnswer.Computing(0, 10 + seed));
        }

        assertThat(desk.ask(file(100, 10), Duration.ZERO)).isInstanceOf(PieceAnswer.LineFull.class);
        assertThat(desk.ask(file(0, 10), Duration.ZERO)).isInstanceOf(PieceAnswer.Computing.class);
        assertThat(tasks).hasSize(PieceDesk.LINE_MAX);

        tasks.remove().run();
        assertThat(desk.ask(file(0, 10), Duration.ZERO)).isInstanceOf(PieceAnswer.Known.class);
        assertThat(desk.ask(file(100, 10), Duration.ZERO)).isInstanceOf(PieceAnswer.Computing.class);
    }

    @Test
    void aWithdrawnFileIsNotHashed() throws Exception {
        PieceDesk desk = desk(tasks::add);
        File file = file(1, LENGTH);
        desk.ask(file, Duration.ZERO);

        desk.withdrawn(file.fileId());
        tasks.remove().run();

        assertThat(kept()).isEmpty();
        assertThat(desk.ask(file, Duration.ZERO)).isEqualTo(new PieceAnswer.Computing(0, LENGTH));
        assertThat(tasks).hasSize(1);
    }

    @Test
    void aPeerThatStopsKeepsNothingHalfDone() throws Exception {
        File file = file(1, LENGTH);

        PieceAnswer stopped = desk(task -> {
                    Thread.currentThread().interrupt(); // as shutdownNow does
                    task.run();
                    assertThat(Thread.interrupted()).isTrue();
                })
                .ask(file, Duration.ZERO);

        assertThat(stopped).isInstanceOf(PieceAnswer.NotHeld.class);
        assertThat(kept()).isEmpty();
    }

    @Test
    void theOldestGoWhenThereAreMany() throws Exception {
        Files.createDirectories(temp.resolve("torrents"));
        for (int i = 0; i < PieceCache.FILES_MAX; i++) {
            Files.createFile(temp.resolve("torrents").resolve(i + ".pieces"));
        }

        atOnce().ask(file(1, 10), Duration.ZERO);

        assertThat(kept()).hasSize(PieceCache.FILES_MAX);
        assertThat(desk(tasks::add).ask(file(1, 10), Duration.ZERO)).isInstanceOf(PieceAnswer.Known.class);
    }
}
