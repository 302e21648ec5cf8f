package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.TestFiles.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.swarm.TestFiles.Sample;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pages of a swarm that speaks TLS, in a real browser. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class TlsPagesIT {

    private static final Sample FILE = TestFiles.sample("film.bin", 3, 3 * MIB);

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    @RegisterExtension
    static final Browser browser = new Browser();

    private static AppProcess tracker;
    private static AppProcess peer;

    @BeforeAll
    static void startEncryptedSwarm() throws IOException {
        Certificates ours = new Certificates(swarm, "ours").sign("tracker", 2).sign("peer", 2);
        TestFiles.write(swarm.folder("seed").resolve(FILE.name()), FILE.content());
        tracker = swarm.tracker("tracker", ours.options("tracker"));
        peer = swarm.peer("seed", tracker, ours.options("peer"));
    }

    @Test
    void aFileAndItsSwarmAreShownByTheTracker() {
        browser.open(tracker.url());
        browser.awaitText("#rows", FILE.name());
        browser.find("#rows a").click();

        browser.awaitText("#peer-rows", "seed");
        browser.awaitText("#lines", tracker.url() + "/files/" + FILE.fileId().hex());
    }

    @Test
    void whatAPeerSharesAndTheTrackersListAreShownByThePeer() {
        browser.open(peer.url());

        browser.awaitText("body", FILE.name());
        assertThat(browser.script("return window.isSecureContext")).isEqualTo(true);
    }
}
