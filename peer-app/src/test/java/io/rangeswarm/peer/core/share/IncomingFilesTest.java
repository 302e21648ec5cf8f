package io.rangeswarm.peer.core.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.share.IncomingFiles.Arrival;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class IncomingFilesTest {

    private static final int MIB = 1 << 20;

    @TempDir
    private Path temp;

    private final Holdings holdings = new Holdings();
    private final AtomicInteger rescans = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(5);
    private Path root = Path.of("");
    private ShareFolder share;
    private IncomingFiles incoming;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectories(temp.resolve("share")).toRealPath();
        share = ShareFolder.open(
                new ShareFolder.Settings(root, holdings, threads, 1, Clock.systemUTC(), rescans::incrementAndGet));
        incoming = IncomingFiles.into(share);
    }

    @AfterEach
    void close() throws IOException {
        share.close();
        threads.shutdownNow();
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private Arrival receive(String name, byte[] bytes) throws IOException {
        return incoming.receive(new FileName(name), bytes.length, new ByteArrayInputStream(bytes));
    }

    /** The share folder's own records apart. */
    private Stream<Path> filesOfTheUser() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files
                    .filter(file -> Files.isRegularFile(file) && !file.startsWith(root.resolve(".rangeswarm")))
                    .toList()
                    .stream();
        }
    }

    private void assertNothingIsLeft() throws IOException {
        assertThat(root.resolve(".rangeswarm/incoming")).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB + 12_345})
    void isSharedAsAScanWouldShareIt(int length) throws IOException {
        byte[] bytes = bytes(length);

        Arrival.Shared arrival = (Arrival.Shared) receive("docs/new.bin", bytes);

        assertThat(root.resolve("docs/new.bin")).hasBinaryContent(bytes);
        assertThat(holdings.find(arrival.manifest().fileId()).orElseThrow().names())
                .containsExactly(new FileName("docs/new.bin"));
        Files.write(root.resolve("same by hand"), bytes);
        share.scan();
        assertThat(holdings.all()).hasSize(1); // the scan came to the same id
        assertNothingIsLeft();
    }

    @Test
    void aFileThatIsThereIsNeverReplaced() throws IOException {
        Files.writeString(root.resolve("mine"), "the user's");

        assertThat(receive("mine", bytes(10))).isInstanceOf(Arrival.NameTaken.class);
        assertThat(incoming.objection(new FileName("mine"), 10)).containsInstanceOf(Arrival.NameTaken.class);
        assertThat(root.resolve("mine")).hasContent("the user's");
        assertNothingIsLeft();
    }

    @Test
    void aFileThatAppearsMeanwhileIsNotReplacedEither() throws IOException {
        InputStream slow = new ByteArrayInputStream(bytes(10)) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                try {
                    Files.writeString(root.resolve("mine"), "the user's");
                } catch (IOException failed) {
                    throw new AssertionError(failed);
                }
                return super.read(into, offset, length);
            }
        };

        assertThat(incoming.receive(new FileName("mine"), 10, slow)).isInstanceOf(Arrival.NameTaken.class);
        assertThat(root.resolve("mine")).hasContent("the user's");
        assertNothingIsLeft();
    }

    private static InputStream failing(String message) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException(message);
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                throw new IOException(message);
            }
        };
    }

    @Test
    void whatBreaksOffLeavesNothing() throws IOException {
        Arrival short1 = incoming.receive(new FileName("a"), 2 * MIB, new ByteArrayInputStream(bytes(MIB)));
        InputStream broken = new SequenceInputStream(new ByteArrayInputStream(bytes(3)), failing("connection reset"));

        assertThat(short1).isEqualTo(new Arrival.BrokenOff(MIB, 2 * MIB));
        assertThatThrownBy(() -> incoming.receive(new FileName("b"), 5, broken)).hasMessage("connection reset");
        assertThat(filesOfTheUser()).isEmpty();
        assertThat(holdings.all()).isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void whatADyingProcessLeftIsDeleted() throws IOException {
        Files.write(root.resolve(".rangeswarm/incoming/leftover"), bytes(5));

        IncomingFiles.into(share);

        assertNothingIsLeft();
    }

    @Test
    void moreThanTheDiskHasIsRefusedBeforeAByteIsRead() throws IOException {
        assertThat(incoming.receive(new FileName("huge"), ChunkLayout.LENGTH_MAX, failing("was read")))
                .isInstanceOfSatisfying(
                        Arrival.NoRoom.class,
                        no -> assertThat(no.detail()).contains(Long.toString(ChunkLayout.LENGTH_MAX)));
    }

    @Test
    void aLinkDoesNotLeadOutOfTheFolder() throws IOException {
        Path outside = Files.createDirectories(temp.resolve("outside"));
        Files.createSymbolicLink(root.resolve("link"), outside);

        assertThat(receive("link/a", bytes(5))).isInstanceOf(Arrival.NameTaken.class);
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void soManyAtATime() throws Exception {
        CountDownLatch reading = new CountDownLatch(4);
        CountDownLatch goOn = new CountDownLatch(1);
        var running = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> waitingIn("f" + i, reading, goOn), threads))
                .toList();
        assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();

        assertThat(receive("fifth", bytes(5))).isEqualTo(new Arrival.Busy(4));
        goOn.countDown();
        for (CompletableFuture<Arrival> one : running) {
            assertThat(one.get(30, TimeUnit.SECONDS)).isInstanceOf(Arrival.Shared.class);
        }
        assertThat(receive("fifth", bytes(5))).isInstanceOf(Arrival.Shared.class);
    }

    private Arrival waitingIn(String name, CountDownLatch reading, CountDownLatch goOn) {
        try {
            return incoming.receive(new FileName(name), 1, new InputStream() {
                @Override
                public int read() throws IOException {
                    reading.countDown();
                    try {
                        assertThat(goOn.await(30, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException stopped) {
                        throw new IOException(stopped);
                    }
                    return 'x';
                }

                @Override
                public int read(byte[] into, int offset, int length) throws IOException {
                    into[offset] = (byte) read();
                    return 1;
                }
            });
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void whatIsTakenBackStaysOnDiskAndUnsharedAcrossRestarts() throws IOException {
        byte[] bytes = bytes(5);
        Manifest manifest = ((Arrival.Shared) receive("a b", bytes)).manifest();
        FileId id = manifest.fileId();

        assertThat(share.unshare(id)).isTrue();
        assertThat(share.unshare(id)).isFalse();
        assertThat(holdings.find(id)).isEmpty();
        share.scan();
        assertThat(holdings.find(id)).isEmpty();
        share.close();
        open();
        share.scan();

        assertThat(holdings.find(id)).isEmpty();
        assertThat(share.isUnshared(id)).isTrue();
        assertThat(share.unshared()).extracting(entry -> entry.getKey().value()).containsExactly("a b");
        assertThat(root.resolve("a b")).hasBinaryContent(bytes);
    }

    @Test
    void whatIsSharedAgainIsNotHashedAgain() throws IOException {
        FileId id = ((Arrival.Shared) receive("a", bytes(5))).manifest().fileId();
        share.unshare(id);
        share.scan();

        assertThat(share.shareAgain(id)).isTrue();
        assertThat(rescans).hasValue(1);
        assertThat(share.scan().hashedFiles()).isZero();
        assertThat(holdings.find(id)).isPresent();
        assertThat(share.shareAgain(id)).isFalse();
    }

    @Test
    void aNewFileInThePlaceOfOneTakenBackIsShared() throws IOException {
        FileId id = ((Arrival.Shared) receive("a", bytes(5))).manifest().fileId();
        share.unshare(id);
        Files.delete(root.resolve("a"));
        share.scan();
        Files.write(root.resolve("a"), bytes(6));
        share.scan();

        assertThat(share.unshared()).isEmpty();
        assertThat(holdings.all()).hasSize(1);
    }

    @Test
    void allNamesOfTheSameBytesAreTakenBack() throws IOException {
        FileId id = ((Arrival.Shared) receive("a", bytes(5))).manifest().fileId();
        receive("b", bytes(5));

        share.unshare(id);
        share.scan();

        assertThat(holdings.all()).isEmpty();
        assertThat(share.unshared()).hasSize(2);
    }
}
