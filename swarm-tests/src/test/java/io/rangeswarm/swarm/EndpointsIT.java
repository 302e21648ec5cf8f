package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.Client.eventually;
import static io.rangeswarm.swarm.TestFiles.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.PeerRegistration;
import io.rangeswarm.swarm.TestFiles.Sample;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A swarm cannot be pointed at somebody, and nobody is sent to where no peer answers. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EndpointsIT {

    private static final Sample FILE = TestFiles.sample("film.bin", 9, 2 * MIB);

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    @Test
    void nobodyIsSentToAPeerThatDoesNotAnswer() throws IOException {
        AppProcess tracker = swarm.tracker("tracker");
        TestFiles.write(swarm.folder("hidden").resolve("film.bin"), FILE.content());
        AppProcess hidden = swarm.peer("hidden", tracker, "--endpoint=http://127.0.0.1:1");
        eventually("the tracker has looked")
                .until(() -> tracker.output().contains("does not answer at http://127.0.0.1:1"));
        assertThat(Client.awaitListed(tracker, "film.bin").seeds()).isEqualTo(1);
        eventually("nobody is sent there")
                .until(() -> Client.locations(tracker, FILE.fileId()).isEmpty());
        assertThat(Http.get(tracker.url() + ApiPaths.content(FILE.fileId())).status())
                .isEqualTo(503);
        assertThat(Http.get(hidden.url() + ApiPaths.content(FILE.fileId())).status())
                .isEqualTo(200);
        assertThat(hidden.url()).isNotEmpty();

        TestFiles.write(swarm.folder("seen").resolve("film.bin"), FILE.content());
        AppProcess seen = swarm.peer("seen", tracker);
        eventually("the other is a source")
                .until(() -> Client.location(tracker, FILE.fileId(), seen).isPresent());
        assertThat(tracker.output()).doesNotContain("does not answer at " + seen.url());
    }

    @Test
    void aStrangersEndpointIsNotRegistered() {
        AppProcess tracker = swarm.tracker("tracker");
        Http.Answer refused = Http.post(
                tracker.url() + ApiPaths.PEERS, new PeerRegistration("http://203.0.113.9:80", null, null, null));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("203.0.113.9");

        AppProcess trusting = swarm.tracker("trusting", "--rangeswarm.tracker.endpoints=any");
        assertThat(Http.post(
                                trusting.url() + ApiPaths.PEERS,
                                new PeerRegistration("http://203.0.113.9:80", null, null, null))
                        .status())
                .isEqualTo(201);
    }
}
