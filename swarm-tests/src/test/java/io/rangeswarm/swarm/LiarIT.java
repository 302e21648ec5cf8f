package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.Client.awaitComplete;
import static io.rangeswarm.swarm.Client.awaitListed;
import static io.rangeswarm.swarm.Client.eventually;
import static io.rangeswarm.swarm.TestFiles.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.DownloadView;
import io.rangeswarm.model.content.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One of eight sources lies in a tenth of its answers: what that costs those who download from all of them. */
@Timeout(value = 400, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LiarIT {

    private static final String NAME = "big.bin";
    private static final long LENGTH = 256L * MIB;
    private static final int SOURCES = 8;
    private static final int LEECHES = 2;
    private static final double CHUNKS_WRONG = 0.1;

    /** Of the file, in each download: everything that came and was of no use, from whomever. */
    private static final double WASTE_MAX = 0.02;

    /** A chunk is so many of the blocks that the line may spoil. */
    private static final int BLOCKS_PER_CHUNK = 128;

    private static final Pattern DOWNLOADED =
            Pattern.compile("^rangeswarm_peer_downloaded_bytes_total(?:\\{.*})? (\\S+)$", Pattern.MULTILINE);

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    @Test
    void isBannedByAllAndNoOtherIsAndTheWasteIsBelowTwoPercent() throws IOException {
        AppProcess tracker = swarm.tracker("tracker");
        byte[] content = TestFiles.bytes(51, (int) LENGTH);
        Manifest manifest = TestFiles.manifest(content);
        Path original = TestFiles.write(swarm.folder("original").resolve(NAME), content);
        try (ChaosProxy liar = new ChaosProxy()) {
            liar.corrupt(1 - Math.pow(1 - CHUNKS_WRONG, 1.0 / BLOCKS_PER_CHUNK));
            AppProcess lyingSeed = seed(original, "seed-1", tracker, "--endpoint=" + liar.url());
            liar.leadsTo(lyingSeed.port());
            for (int number = 2; number <= SOURCES; number++) {
                seed(original, "seed-" + number, tracker, "--upload-limit=3MB"); // so that most is asked of the liar
            }
            for (int number = 1; number <= SOURCES; number++) {
                int seeds = number; // one after the other: together they take as long as a busy machine lets them
                eventually(seeds + " seeds are listed")
                        .until(() -> awaitListed(tracker, NAME).seeds() >= seeds);
            }

            List<AppProcess> leeches = new ArrayList<>();
            for (int number = 1; number <= LEECHES; number++) {
                leeches.add(swarm.peer("leech-" + number, tracker, "--upload-limit=3MB"));
            }
            leeches.forEach(AppProcess::url); // both run: who came later would have most from the other
            leeches.forEach(leech -> Client.fetch(leech, NAME));

            for (int number = 1; number <= LEECHES; number++) {
                AppProcess leech = leeches.get(number - 1);
                DownloadView done = awaitComplete(leech, manifest.fileId());
                assertThat(Files.mismatch(swarm.folder("leech-" + number).resolve(NAME), original))
                        .isEqualTo(-1);
                assertBannedAlone(done, liar.url());
                long inVain = downloadedBytes(leech) - LENGTH;
                System.out.println("liar: in vain came " + inVain + " bytes, of " + LENGTH);
                assertThat(inVain)
                        .as("bytes of leech %d that were of no use", number)
                        .isBetween(3L * MIB, (long) (WASTE_MAX * LENGTH)); // three lies are a ban, a chunk each
            }
        }
    }

    private static AppProcess seed(Path original, String name, AppProcess tracker, String... arguments)
            throws IOException {
        Files.createLink(swarm.folder(name).resolve(NAME), original);
        return swarm.peer(name, tracker, arguments);
    }

    private static void assertBannedAlone(DownloadView done, String liar) {
        assertThat(done.sources())
                .filteredOn(DownloadView.SourceView::banned)
                .extracting(DownloadView.SourceView::endpoint)
                .containsExactly(liar);
        assertThat(done.sources())
                .filteredOn(source -> !source.endpoint().equals(liar))
                .allSatisfy(source -> assertThat(source.strikes()).isZero());
    }

    private static long downloadedBytes(AppProcess leech) {
        Matcher counter = DOWNLOADED.matcher(
                Http.ok(Http.get(leech.url() + "/actuator/prometheus")).text());
        assertThat(counter.find()).as("a count of bytes that came").isTrue();
        return (long) Double.parseDouble(counter.group(1));
    }
}
