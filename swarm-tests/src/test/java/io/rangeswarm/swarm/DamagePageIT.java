package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.Client.awaitListed;
import static io.rangeswarm.swarm.Client.eventually;
import static io.rangeswarm.swarm.TestFiles.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What somebody sees whose disk has lost a bit of a shared file, on the page and by {@code status}. */
@Timeout(240)
class DamagePageIT {

    private static final String HOSTILE = "<img src=x onerror=\"document.title='taken over'\">.bin";
    private static final byte[] CONTENT = TestFiles.bytes(7, 2 * MIB);

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    @RegisterExtension
    static final Browser browser = new Browser();

    private static AppProcess tracker;
    private static AppProcess peer;
    private static Path file;

    @BeforeAll
    static void startAPeer() throws IOException {
        file = TestFiles.write(swarm.folder("peer").resolve(HOSTILE), CONTENT);
        tracker = swarm.tracker("tracker");
        peer = swarm.peer("peer", tracker, "--rangeswarm.peer.recheck-limit=1GB");
        awaitListed(tracker, HOSTILE);
    }

    private static String status() {
        AppProcess command = swarm.command("status", "--peer=" + peer.url());
        assertThat(command.awaitExit()).as(command.log()).isZero();
        return command.output();
    }

    @Test
    void aCheckFindsWhatIsDamagedAndTheNoticeStaysUntilItIsRestored() throws IOException {
        browser.open(peer.url());
        browser.awaitText("#share-rows", HOSTILE);
        assertThat(browser.isSeen("#damage")).isFalse();
        assertThat(status()).doesNotContain("damaged");
        TestFiles.rot(file, MIB + 5);

        browser.find("#check").click();

        browser.awaitText("#damage", "1 file damaged on this disk, and no longer shared");
        browser.awaitText("#damage-rows", HOSTILE + ": chunk 1 has other bytes than when it was hashed");
        browser.awaitText("#shares-empty", "Nothing is shared yet");
        assertThat(browser.all("img")).isEmpty();
        assertThat(browser.driver().getTitle()).doesNotContain("taken over");
        assertThat(status()).contains("damaged on disk and no longer shared", HOSTILE + ": chunk 1 has other bytes");

        TestFiles.write(file, CONTENT);
        eventually("the check is at rest")
                .until(() -> browser.text("#damage-check").equals("Check now"));
        browser.find("#damage-check").click();

        eventually("nothing is wrong any more").until(() -> !browser.isSeen("#damage"));
        browser.awaitText("#share-rows", HOSTILE);
    }
}
