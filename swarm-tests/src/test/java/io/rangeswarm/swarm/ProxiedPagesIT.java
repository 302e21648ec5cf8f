package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.Client.awaitListed;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The tracker's pages under a prefix of a real nginx, with the configuration that the documentation shows. */
@Timeout(180)
class ProxiedPagesIT {

    private static final TestFiles.Sample FILE = TestFiles.sample("proxied.bin", 77, 2_000_000);

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    @RegisterExtension
    static final Browser browser = new Browser();

    private static String prefixed;

    @BeforeAll
    static void startBehindNginx() throws IOException {
        Programs.require(Nginx.program().isPresent(), "nginx is not installed (apt-get install nginx-light)");
        TestFiles.write(swarm.folder("peer").resolve(FILE.name()), FILE.content());
        AppProcess tracker = swarm.tracker("tracker");
        swarm.peer("peer", tracker);
        awaitListed(tracker, FILE.name());
        prefixed = Nginx.startUnderPrefix(swarm, tracker);
    }

    @Test
    void aListAndASwarmAreShownAndTheirLinksHaveThePrefix() {
        browser.open(prefixed); // without the slash at the end: it is added
        browser.awaitText("#rows", FILE.name());
        browser.find("#rows a").click();

        browser.awaitText("#name", FILE.name());
        browser.awaitText("#peer-rows", "seed");
        browser.awaitText("#lines", prefixed + "/files/" + FILE.fileId().hex());
        assertThat(browser.driver().getCurrentUrl()).startsWith(prefixed + "/swarm.html?file=");
        assertThat(loaded()).isNotEmpty().allMatch(url -> url.startsWith(prefixed + "/"));
    }

    @Test
    void theLinkLeadsToTheFile() {
        Http.Answer answer = Http.get(prefixed + "/files/" + FILE.fileId().hex());

        assertThat(answer.status()).isEqualTo(307);
    }

    @Test
    void theApiIsDescribed() {
        browser.open(prefixed + "/swagger-ui.html");
        browser.awaitSeen(".opblock");

        assertThat(loaded()).isNotEmpty().allMatch(url -> url.startsWith(prefixed + "/"));
    }

    /** What the page has fetched from its host. */
    private static List<String> loaded() {
        return ((List<?>) browser.script("return performance.getEntriesByType('resource').map(entry => entry.name)"))
                .stream()
                        .map(String::valueOf)
                        .filter(url -> url.startsWith("http"))
                        .toList();
    }
}
