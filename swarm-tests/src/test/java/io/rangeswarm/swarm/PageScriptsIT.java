package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.Client.awaitListed;
import static io.rangeswarm.swarm.Client.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.WindowType;

/** What the scripts of all pages share: copying, polling, where the app is. */
@Timeout(240)
class PageScriptsIT {

    private static final TestFiles.Sample FILE = TestFiles.sample("copied.bin", 42, 1000);

    private static final Pattern LIST_CALLS = Pattern.compile(
            "(?m)^rangeswarm_tracker_calls_seconds_count\\{call=\"file_list\",outcome=\"2xx\"} ([0-9.]+)");

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    @RegisterExtension
    static final Browser browser = new Browser();

    private static AppProcess tracker;
    private static AppProcess peer;

    @BeforeAll
    static void startASwarm() throws IOException {
        TestFiles.write(swarm.folder("peer").resolve(FILE.name()), FILE.content());
        tracker = swarm.tracker("tracker");
        peer = swarm.peer("peer", tracker);
        awaitListed(tracker, FILE.name());
    }

    private static String clipboard() {
        return (String) browser.script("return navigator.clipboard.readText();");
    }

    private static void letReadTheClipboard(AppProcess app) {
        browser.driver()
                .executeCdpCommand(
                        "Browser.grantPermissions",
                        Map.of(
                                "origin",
                                app.url(),
                                "permissions",
                                List.of("clipboardReadWrite", "clipboardSanitizedWrite")));
    }

    @Test
    void aCopyButtonCopiesTheLinkAndSaysSo() {
        letReadTheClipboard(tracker);
        browser.open(tracker.url());
        browser.awaitText("#rows", FILE.name());
        browser.find("#rows .copy-cell button").click();

        browser.awaitText("#rows .copy-cell button", "Copied");
        assertThat(clipboard())
                .isEqualTo(tracker.url() + "/files/" + FILE.fileId().hex());
    }

    @Test
    void aCopyButtonCopiesWhereABrowserGivesNoClipboard() {
        letReadTheClipboard(tracker);
        browser.open(tracker.url());
        browser.awaitText("#rows", FILE.name());
        browser.script("""
                Object.defineProperty(window, "isSecureContext", { value: false });
                return navigator.clipboard.writeText("before").then(() => true);
                """);
        browser.find("#rows .copy-cell button").click();

        browser.awaitText("#rows .copy-cell button", "Copied");
        assertThat(clipboard())
                .isEqualTo(tracker.url() + "/files/" + FILE.fileId().hex());
    }

    @Test
    void everyLineOfAPeersLinksCanBeCopied() {
        letReadTheClipboard(peer);
        browser.open(peer.url());
        browser.awaitText("#share-rows", FILE.name());
        browser.find("#share-rows button[aria-label='Link of " + FILE.name() + "']")
                .click();
        browser.awaitSeen("#links .copy");
        int lines = browser.all("#links .copy").size();
        assertThat(lines).isGreaterThanOrEqualTo(4);
        for (int line = 1; line <= lines; line++) {
            String copy = "#links .copy:nth-of-type(" + line + ")";
            browser.find(copy + " button").click();
            browser.awaitText(copy + " button", "Copied");
            assertThat(clipboard()).isEqualTo(browser.text(copy + " code"));
        }
    }

    private static double listCalls() {
        Matcher calls = LIST_CALLS.matcher(
                Http.get(tracker.url() + "/actuator/prometheus").text());
        assertThat(calls.find()).isTrue();
        return Double.parseDouble(calls.group(1));
    }

    @Test
    void aHiddenTabAsksNothingAndAsksAtOnceWhenItIsShownAgain() {
        browser.open(tracker.url());
        browser.awaitText("#rows", FILE.name());
        double atFirst = listCalls();
        eventually("the page asks again and again").until(() -> listCalls() > atFirst + 1);
        String page = browser.driver().getWindowHandle();
        browser.driver().switchTo().newWindow(WindowType.TAB);
        double before = listCalls();
        try {
            // What was under way when it was hidden may still come.
            await().during(Duration.ofSeconds(6)).atMost(Duration.ofSeconds(30)).until(() -> listCalls() <= before + 1);
        } finally {
            browser.driver().close();
            browser.driver().switchTo().window(page);
        }
        double hidden = listCalls();

        eventually("the page asks again").until(() -> listCalls() > hidden);
    }
}
