package io.rangeswarm.peer.core.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.FileName;
import io.rangeswarm.peer.core.download.FileFinder.Finding;
import io.rangeswarm.peer.core.store.TestFile;
import io.rangeswarm.peer.core.swarm.FakeTracker;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class FileFinderTest {

    private static final TestFile ONE = TestFile.of(1, 10);
    private static final TestFile TWO = TestFile.of(2, 20);

    private final FakeTracker tracker = new FakeTracker();
    private final FileFinder finder = new FileFinder(tracker);

    private static Finding.Found found(Finding finding) {
        assertThat(finding).isInstanceOf(Finding.Found.class);
        return (Finding.Found) finding;
    }

    @Test
    void findsByIdAndTakesTheFirstName() {
        tracker.list(ONE.manifest(), "a/one.bin", "b/uno.bin");

        Finding.Found found = found(finder.find(ONE.fileId().hex()));

        assertThat(found.fileId()).isEqualTo(ONE.fileId());
        assertThat(found.name()).isEqualTo(new FileName("a/one.bin"));
    }

    @Test
    void findsBySha256InEitherCase() {
        tracker.list(ONE.manifest(), "one.bin");

        String sha256 = ONE.manifest().globalHash().hex();
        assertThat(found(finder.find(sha256)).fileId()).isEqualTo(ONE.fileId());
        assertThat(found(finder.find(ONE.fileId().hex().toUpperCase(Locale.ROOT)))
                        .fileId())
                .isEqualTo(ONE.fileId());
    }

    @Test
    void findsByNameAndCallsItByThatName() {
        tracker.list(ONE.manifest(), "a/one.bin", "b/uno.bin");

        assertThat(found(finder.find("b/uno.bin")).name()).isEqualTo(new FileName("b/uno.bin"));
    }

    @Test
    void findsByTheTailOfAPath() {
        tracker.list(ONE.manifest(), "a/b/one.bin");
        tracker.list(TWO.manifest(), "a/b/someone.bin");

        assertThat(found(finder.find("one.bin")).fileId()).isEqualTo(ONE.fileId());
        assertThat(found(finder.find("b/one.bin")).name()).isEqualTo(new FileName("a/b/one.bin"));
    }

    @Test
    void prefersTheExactNameToTails() {
        tracker.list(ONE.manifest(), "a/x.bin");
        tracker.list(TWO.manifest(), "x.bin");

        assertThat(found(finder.find("x.bin")).fileId()).isEqualTo(TWO.fileId());
    }

    @Test
    void tellsWhichFilesANameCouldMean() {
        tracker.list(ONE.manifest(), "a/x.bin");
        tracker.list(TWO.manifest(), "b/x.bin");

        Finding finding = finder.find("x.bin");

        assertThat(finding).isInstanceOf(Finding.Ambiguous.class);
        assertThat(((Finding.Ambiguous) finding).detail())
                .contains(ONE.fileId().hex(), TWO.fileId().hex(), "10 bytes");
    }

    @Test
    void suggestsSimilarNamesWhereThereIsNone() {
        tracker.list(ONE.manifest(), "model.bin");

        Finding finding = finder.find("model");

        assertThat(finding).isInstanceOf(Finding.NotFound.class);
        assertThat(((Finding.NotFound) finding).detail()).contains("'model'", "similar: model.bin");
        assertThat(finder.find("nothing")).isInstanceOf(Finding.NotFound.class);
        assertThat(finder.find("0".repeat(64))).isInstanceOf(Finding.NotFound.class);
    }

    @Test
    void findsAnExactNameBehindManyThatContainIt() {
        for (int seed = 100; seed < 1200; seed++) {
            tracker.list(TestFile.of(seed, 1 + seed).manifest(), "data-" + seed);
        }
        tracker.list(ONE.manifest(), "data");

        assertThat(found(finder.find("data")).fileId()).isEqualTo(ONE.fileId());
    }

    @Test
    void saysThatTheTrackerCannotBeAsked() {
        tracker.goDown();

        assertThat(finder.find("x")).isInstanceOf(Finding.TrackerUnreachable.class);
        assertThat(finder.find("0".repeat(64))).isInstanceOf(Finding.TrackerUnreachable.class);
    }

    @Test
    void aNameThatCannotBeIsTheTrackersFault() {
        tracker.list(ONE.manifest(), "../../etc/passwd");

        assertThat(finder.find(ONE.fileId().hex())).isInstanceOf(Finding.TrackerUnreachable.class);
    }
}
