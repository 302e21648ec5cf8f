package io.rangeswarm.peer.core.store;

import static io.rangeswarm.peer.core.store.TestFile.CHUNK;
import static io.rangeswarm.peer.core.store.TestFile.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.FileName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LentChunksTest {

    private static final TestFile FILE = TestFile.of(1, 3 * CHUNK + 7);
    private static final TestFile LONG = TestFile.of(2, 24 * CHUNK + 1);

    @TempDir
    private Path temp;

    private final AtomicInteger givenBack = new AtomicInteger();
    private PartFile part = unopened();

    @SuppressWarnings("NullAway") // set before each test
    private static PartFile unopened() {
        return null;
    }

    @BeforeEach
    void open() throws IOException {
        part = PartFile.create(temp.resolve("d"), new FileName("f"), FILE.manifest());
    }

    @AfterEach
    void close() throws IOException {
        part.close();
    }

    private void writeAndLend(PartFile into, TestFile file, int index) throws IOException {
        write(into, index, file.chunk(index));
        lend(into, file, index);
    }

    private void lend(PartFile into, TestFile file, int index) {
        ByteBuffer bytes = ByteBuffer.wrap(file.chunk(index));
        int half = bytes.remaining() / 2;
        List<ByteBuffer> blocks = List.of(bytes.slice(0, half), bytes.slice(half, bytes.remaining() - half));
        into.lend(index, new LentBytes(blocks, givenBack::incrementAndGet));
    }

    @Test
    void whatIsLentIsNotReadBack() throws IOException {
        for (int index = 0; index < 4; index++) {
            writeAndLend(part, FILE, index);
        }
        try (FileChannel other = FileChannel.open(part.path(), StandardOpenOption.WRITE)) {
            other.write(ByteBuffer.wrap(new byte[CHUNK]), CHUNK); // so that reading it would show
        }

        assertThat(part.unhashedPrefixBytes()).isZero();
        assertThat(part.globalHash()).isEqualTo(FILE.manifest().globalHash());
        assertThat(givenBack).hasValue(4);
    }

    @Test
    void whatComesTooEarlyWaitsForItsTurn() throws IOException {
        writeAndLend(part, FILE, 2);
        writeAndLend(part, FILE, 1);
        assertThat(givenBack).as("chunk 0 is missing").hasValue(0);

        writeAndLend(part, FILE, 0);

        assertThat(givenBack).hasValue(3);
        assertThat(part.unhashedPrefixBytes()).isZero();
    }

    @Test
    void whatWasReadBackMeanwhileIsGivenBackAtOnce() throws IOException {
        write(part, 0, FILE.chunk(0));
        part.hashVerifiedPrefix();

        lend(part, FILE, 0);

        assertThat(givenBack).hasValue(1);
        assertThat(part.wantsBytesOf(0)).isFalse();
    }

    @Test
    void readingGoesOnWithWhatIsLent() throws IOException {
        writeAndLend(part, FILE, 1);
        write(part, 0, FILE.chunk(0));
        write(part, 2, FILE.chunk(2));
        write(part, 3, FILE.chunk(3));
        assertThat(part.isHashIdle()).isTrue();

        part.hashVerifiedPrefix();

        assertThat(part.isHashIdle()).isFalse();
        assertThat(givenBack).hasValue(1);
        assertThat(part.globalHash()).isEqualTo(FILE.manifest().globalHash());
    }

    @Test
    void closingGivesBackWhatWaits() throws IOException {
        writeAndLend(part, FILE, 2);

        part.close();
        lend(part, FILE, 1);

        assertThat(givenBack).hasValue(2);
        assertThat(part.wantsBytesOf(0)).isFalse();
    }

    @Test
    void wantsOnlyWhatWillBeHashedSoon() throws IOException {
        try (PartFile into = PartFile.create(temp.resolve("l"), new FileName("l"), LONG.manifest())) {
            assertThat(into.wantsBytesOf(19)).isTrue();
            assertThat(into.wantsBytesOf(20)).isFalse();

            writeAndLend(into, LONG, 0);

            assertThat(into.wantsBytesOf(20)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    @Timeout(60)
    void fromManyThreadsAndBesideAReaderTheHashIsRightAndAllIsGivenBack(long seed) throws Exception {
        List<Callable<Object>> tasks = new ArrayList<>();
        try (PartFile into = PartFile.create(temp.resolve("l"), new FileName("l"), LONG.manifest())) {
            AtomicInteger lent = new AtomicInteger();
            for (int i = 0; i < LONG.chunkCount(); i++) {
                int index = i;
                tasks.add(() -> {
                    write(into, index, LONG.chunk(index));
                    if (into.wantsBytesOf(index)) {
                        lent.incrementAndGet();
                        lend(into, LONG, index);
                    } else {
                        into.hashVerifiedPrefix();
                    }
                    return index;
                });
            }
            Collections.shuffle(tasks, new Random(seed));
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                for (Future<Object> task : threads.invokeAll(tasks, 50, TimeUnit.SECONDS)) {
                    assertThat(task.get()).isNotNull();
                }
            } finally {
                threads.shutdown();
            }

            assertThat(into.globalHash()).isEqualTo(LONG.manifest().globalHash());
            assertThat(givenBack).hasValue(lent.get());
        }
    }
}
