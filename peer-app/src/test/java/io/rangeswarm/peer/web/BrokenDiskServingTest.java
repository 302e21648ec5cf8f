package io.rangeswarm.peer.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.peer.core.store.StrangeDisk;
import io.rangeswarm.peer.core.store.TestFile;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A seed whose disk cannot be read for a while. */
@Timeout(60)
class BrokenDiskServingTest {

    private static final TestFile FILE = TestFile.of(1, 3 * TestFile.CHUNK);

    @TempDir
    private Path temp;

    private static Optional<HttpResponse<byte[]>> answer(ServingPeer peer) throws InterruptedException {
        try {
            return Optional.of(peer.get("/files/" + FILE.fileId().hex()));
        } catch (IOException brokenOff) {
            return Optional.empty();
        }
    }

    @Test
    void aDiskThatCannotBeReadEndsTheConnectionAndHoldsNoSlot() throws Exception {
        StrangeDisk disk = StrangeDisk.withFaults();
        Files.createDirectories(temp.resolve("share"));
        Files.write(temp.resolve("share/film.bin"), FILE.bytes());
        try (ServingPeer peer = new ServingPeer(disk.at(temp.resolve("share")), 1)) {
            peer.folder.scan();
            disk.failReads(Optional.of(StrangeDisk.BROKEN));
            for (int attempt = 0; attempt < 5; attempt++) { // more than there are slots
                assertThat(answer(peer).filter(whole -> whole.statusCode() < 400))
                        .isEmpty();
            }
            disk.failReads(Optional.empty());

            HttpResponse<byte[]> right = answer(peer).orElseThrow();
            assertThat(right.statusCode()).isEqualTo(200);
            assertThat(right.body()).isEqualTo(FILE.bytes());
        }
    }
}
