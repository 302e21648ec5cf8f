package io.rangeswarm.peer.core.download;

import static io.rangeswarm.peer.core.store.TestFile.CHUNK;
import static io.rangeswarm.peer.core.store.TestFile.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.FileName;
import io.rangeswarm.peer.core.store.PartFile;
import io.rangeswarm.peer.core.store.TestFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request brings four chunks of 1 MiB, and 20 of them fit in memory before their turn. */
class HashPaceTest {

    private static final TestFile FILE = TestFile.of(1, 24 * CHUNK);
    private static final Instant START = Instant.EPOCH;

    @TempDir
    private Path temp;

    @SuppressWarnings("NullAway.Init")
    private PartFile part;

    @SuppressWarnings("NullAway.Init")
    private HashPace pace;

    @BeforeEach
    void open() throws IOException {
        part = PartFile.create(temp.resolve("d"), new FileName("f"), FILE.manifest());
        pace = new HashPace(part);
    }

    @AfterEach
    void close() throws IOException {
        part.close();
    }

    @Test
    void requestsGoOnWhileAllOfThemFindsTheHashNear() {
        assertThat(isBehind(16, START)).isFalse();
        assertThat(isBehind(17, START)).isTrue();
    }

    @Test
    void theyGoOnAsTheHashGoesOn() throws IOException {
        write(part, 0, FILE.chunk(0));
        assertThat(isBehind(17, START)).isTrue();

        part.hashVerifiedPrefix();

        assertThat(isBehind(17, START)).isFalse();
        assertThat(isBehind(18, START)).isTrue();
    }

    @Test
    void theyDoNotWaitForLongWhereTheHashItselfWaitsForASlowSource() {
        assertThat(isBehind(17, START)).isTrue();
        assertThat(isBehind(17, START.plusMillis(100))).isTrue();
        assertThat(isBehind(17, START.plusMillis(101))).isFalse();
    }

    @Test
    void butTheyDoWhereThereIsSomethingToHash() throws IOException {
        assertThat(isBehind(17, START)).isTrue();
        write(part, 0, FILE.chunk(0));

        assertThat(isBehind(17, START.plusSeconds(60))).isTrue();
    }

    @Test
    void nothingWaitsWhenThereIsNothingToAskFor() {
        assertThat(pace.isBehind(OptionalInt.empty(), START)).isFalse();
    }

    private boolean isBehind(int next, Instant now) {
        return pace.isBehind(OptionalInt.of(next), now);
    }
}
