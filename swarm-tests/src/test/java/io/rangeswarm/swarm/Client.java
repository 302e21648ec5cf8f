package io.rangeswarm.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.DownloadView;
import io.rangeswarm.model.api.FilePage;
import io.rangeswarm.model.api.FileView;
import io.rangeswarm.model.api.Location;
import io.rangeswarm.model.api.Locations;
import io.rangeswarm.model.api.PeerPage;
import io.rangeswarm.model.api.StartDownload;
import io.rangeswarm.model.content.FileId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Questions that tests ask of trackers and peers, over their APIs. */
final class Client {

    private Client() {}

    /** Waits longer than any promise lasts, because the machine may be busy; what is asked may not be there yet. */
    static ConditionFactory eventually(String what) {
        return Awaitility.await(what)
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions();
    }

    /** One page with all files whose name contains the text, at most 500. */
    static FilePage list(AppProcess tracker, String text) {
        String query = URLEncoder.encode(text, StandardCharsets.UTF_8);
        return Http.get(tracker.url() + ApiPaths.FILES + "?size=500&q=" + query, FilePage.class);
    }

    /** The file that is listed by this name. */
    static Optional<FileView> listed(AppProcess tracker, String name) {
        return list(tracker, name).files().stream()
                .filter(file -> file.names().contains(name))
                .findFirst();
    }

    static FileView awaitListed(AppProcess tracker, String name) {
        return eventually(name + " is listed")
                .until(() -> listed(tracker, name), Optional::isPresent)
                .orElseThrow();
    }

    static long peers(AppProcess tracker) {
        return Http.get(tracker.url() + ApiPaths.PEERS, PeerPage.class).total();
    }

    static List<Location> locations(AppProcess tracker, FileId fileId) {
        return Optional.ofNullable(Http.get(tracker.url() + ApiPaths.locations(fileId), Locations.class)
                        .peers())
                .orElse(List.of());
    }

    /** The peer's place among the file's sources, if it is one. */
    static Optional<Location> location(AppProcess tracker, FileId fileId, AppProcess peer) {
        String port = ":" + peer.port();
        return locations(tracker, fileId).stream()
                .filter(location -> String.valueOf(location.endpoint()).endsWith(port))
                .findFirst();
    }

    /** Tells a running peer to download a file. */
    static void fetch(AppProcess peer, String file) {
        Http.ok(Http.post(peer.url() + ApiPaths.DOWNLOADS, new StartDownload(file)));
    }

    /** @throws RuntimeException while the peer has not begun it */
    static DownloadView download(AppProcess peer, FileId fileId) {
        return Http.get(peer.url() + ApiPaths.download(fileId), DownloadView.class);
    }

    static DownloadView awaitHeld(AppProcess peer, FileId fileId, int chunks) {
        return eventually(peer.name() + " holds " + chunks + " chunks")
                .until(() -> download(peer, fileId), view -> view.heldChunks() >= chunks);
    }

    static DownloadView awaitComplete(AppProcess peer, FileId fileId) {
        DownloadView last = eventually(peer.name() + " has the file")
                .until(
                        () -> download(peer, fileId),
                        view -> List.of("COMPLETE", "FAILED").contains(view.state()));
        assertThat(last.state()).as(String.valueOf(last.error())).isEqualTo("COMPLETE");
        return last;
    }
}
