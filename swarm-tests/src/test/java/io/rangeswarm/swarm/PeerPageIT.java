package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.Client.awaitListed;
import static io.rangeswarm.swarm.Client.eventually;
import static io.rangeswarm.swarm.TestFiles.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.LimitsView;
import io.rangeswarm.model.content.FileId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The peer's page as somebody with a browser on that machine sees and uses it. */
@Timeout(240)
class PeerPageIT {

    private static final String HOSTILE = "<img src=x onerror=\"document.title='taken over'\"> & 'quotes'.txt";
    private static final int MANY = 14;

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    @RegisterExtension
    static final Browser browser = new Browser();

    private static AppProcess tracker;
    private static AppProcess one;
    private static AppProcess other;

    @BeforeAll
    static void startTwoPeers() throws IOException {
        TestFiles.write(swarm.folder("one").resolve("first.bin"), TestFiles.bytes(1, 2 * MIB + 5));
        TestFiles.write(swarm.folder("one").resolve("slow.bin"), TestFiles.bytes(2, 9 * MIB));
        TestFiles.write(swarm.folder("one").resolve(HOSTILE), TestFiles.bytes(3, 1000));
        tracker = swarm.tracker("tracker");
        one = swarm.peer("one", tracker);
        other = swarm.peer("other", tracker);
        awaitListed(tracker, "first.bin");
        awaitListed(tracker, "slow.bin");
        awaitListed(tracker, HOSTILE);
    }

    /** The card of a download. */
    private static String card(FileId fileId) {
        return "#download-rows li[data-file='" + fileId.hex() + "']";
    }

    private static FileId idOf(long seed, int length) {
        return TestFiles.manifest(TestFiles.bytes(seed, length)).fileId();
    }

    /** The button of this label that is seen within an element. */
    private static void click(String css, String label) {
        eventually("a button " + label + " in " + css).until(() -> {
            WebElement button = browser.all(css + " button").stream()
                    .filter(candidate -> candidate.isDisplayed() && candidate.isEnabled())
                    .filter(candidate -> candidate.getText().equals(label))
                    .findFirst()
                    .orElseThrow();
            button.click();
            return true;
        });
    }

    private static void searchList(String text) {
        WebElement search = browser.find("#list-search");
        search.clear();
        search.sendKeys(text);
    }

    @Test
    void aFileChosenOnOnePageIsDownloadedOnAnother() throws IOException {
        byte[] bytes = TestFiles.bytes(10, 3 * MIB + 17);
        Path chosen = TestFiles.write(swarm.folder("elsewhere").resolve("chosen Ü.bin"), bytes);
        browser.open(one.url());
        browser.find("#picker").sendKeys(chosen.toString());
        browser.awaitText("#incoming", "shared");
        browser.awaitText("#share-rows", "chosen Ü.bin");
        assertThat(swarm.folder("one").resolve("chosen Ü.bin")).hasBinaryContent(bytes);

        browser.open(other.url());
        searchList("chosen");
        browser.awaitText("#list-rows", "chosen Ü.bin");
        click("#list-rows", "Download");

        browser.awaitText(card(TestFiles.manifest(bytes).fileId()), "complete");
        browser.awaitText("#toast", "chosen Ü.bin is complete");
        browser.awaitText("#list-rows", "on this machine");
        browser.awaitText("#share-rows", "chosen Ü.bin");
        assertThat(swarm.folder("other").resolve("chosen Ü.bin")).hasBinaryContent(bytes);
    }

    @Test
    void aDroppedFileIsSharedAndItsLinkShown() {
        browser.open(one.url());
        browser.awaitText("#membership", "registered");
        browser.script("""
                const transfer = new DataTransfer();
                transfer.items.add(new File(["dropped bytes"], "dropped.txt"));
                window.dispatchEvent(new DragEvent("dragenter", { dataTransfer: transfer, bubbles: true }));
                const covered = !document.getElementById("dropping").hidden;
                window.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
                return covered;
                """);
        browser.awaitText("#incoming", "shared");
        click("#incoming", "Link");

        String id = TestFiles.manifest("dropped bytes".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .fileId()
                .hex();
        assertThat(browser.text("#links"))
                .contains("dropped.txt", tracker.url() + "/files/" + id, "rangeswarm get " + id, "curl -fL", "aria2c");
        browser.find("#links").sendKeys(Keys.ESCAPE);
        assertThat(browser.isSeen("#links")).isFalse();
        awaitListed(tracker, "dropped.txt");
    }

    @Test
    void aFileIsNeverReplacedAndThePageSaysWhy() throws IOException {
        browser.mayLog("409");
        byte[] before = TestFiles.bytes(1, 2 * MIB + 5);
        Path chosen = TestFiles.write(swarm.folder("elsewhere").resolve("first.bin"), TestFiles.bytes(11, 100));
        browser.open(one.url());
        browser.find("#picker").sendKeys(chosen.toString());

        browser.awaitText("#incoming .bad", "has a file 'first.bin' already");
        assertThat(swarm.folder("one").resolve("first.bin")).hasBinaryContent(before);
        click("#incoming", "Dismiss");
        assertThat(browser.text("#incoming")).isEmpty();
    }

    @Test
    void aDownloadIsPausedResumedAndCancelled() {
        FileId slow = idOf(2, 9 * MIB);
        Http.ok(Http.put(one.url() + ApiPaths.LIMITS, java.util.Map.of("upload", "1MB")));
        browser.open(other.url());
        searchList("slow.bin");
        browser.awaitText("#list-rows", "slow.bin");
        click("#list-rows", "Download");
        browser.awaitText(card(slow) + " details", "1 source");
        eventually("the strip shows a chunk").until(() -> (Boolean) browser.script("""
                const strip = document.querySelector(arguments[0] + " canvas");
                const painter = new OffscreenCanvas(strip.width, 1).getContext("2d", { willReadFrequently: true });
                painter.drawImage(strip, 0, 0);
                const pixels = painter.getImageData(0, 0, strip.width, 1).data;
                const colours = new Set();
                for (let at = 0; at < pixels.length; at += 4) {
                  colours.add(pixels.slice(at, at + 3).join());
                }
                return colours.size >= 2;
                """, card(slow)));

        click(card(slow), "Pause");
        browser.awaitText(card(slow), "paused");
        assertThat(Client.download(other, slow).state()).isEqualTo("PAUSED");
        click(card(slow), "Resume");
        browser.awaitText(card(slow), "downloading");
        click(card(slow), "Cancel");
        assertThat(Client.download(other, slow).state()).as("asked first").isNotEqualTo("CANCELLED");
        click(card(slow), "Delete what has come?");

        eventually("the card is gone").until(() -> browser.all(card(slow)).isEmpty());
        assertThat(swarm.folder("other").resolve("slow.bin")).doesNotExist();
        assertThat(swarm.folder("other").resolve(".rangeswarm/downloads/" + slow.hex()))
                .doesNotExist();
        Http.ok(Http.put(one.url() + ApiPaths.LIMITS, java.util.Map.of("upload", "none")));
    }

    @Test
    void aHostileNameIsText() {
        for (AppProcess peer : java.util.List.of(one, other)) {
            browser.open(peer.url());
            searchList("quotes");
            browser.awaitText("#list-rows", HOSTILE);
            assertThat(browser.all("img, #list-rows [onerror]")).isEmpty();
            assertThat(browser.driver().getTitle()).doesNotContain("taken over");
        }
        browser.open(one.url());
        browser.awaitText("#share-rows", HOSTILE);
        browser.find("#shares-search").sendKeys("quotes");
        eventually("only that one").until(() -> browser.all("#share-rows tr").size() == 1);
        click("#share-rows", "Link");
        assertThat(browser.text("#links")).contains(HOSTILE);
        assertThat(browser.all("img")).isEmpty();
    }

    @Test
    void nonsenseInTheLimitsFormIsExplainedByThePeer() {
        browser.mayLog("400");
        browser.open(other.url());
        WebElement upload = browser.find("#limit-upload");
        eventually("the form is filled").until(() -> "none".equals(upload.getDomProperty("value")));
        upload.clear();
        upload.sendKeys("10MBB", Keys.ENTER);

        browser.awaitText("#limits-said", "upload: '10MBB' is not a rate");
        assertThat(upload.getDomAttribute("aria-invalid")).isEqualTo("true");
        upload.clear();
        upload.sendKeys("10MB", Keys.ENTER);
        browser.awaitText("#limits-said", "In force from now on");
        assertThat(upload.getDomProperty("value")).isEqualTo("10MiB/s");
        assertThat(Http.get(other.url() + ApiPaths.LIMITS, LimitsView.class).upload())
                .isEqualTo("10MiB/s");
    }

    @Test
    void whatIsSharedNoMoreStaysOnDiskAndComesBackByUndo() throws IOException {
        byte[] bytes = TestFiles.bytes(12, 5000);
        TestFiles.write(swarm.folder("one").resolve("private.bin"), bytes);
        browser.open(one.url());
        browser.find("#shares-search").sendKeys("private.bin");
        browser.find("#rescan").click();
        browser.awaitText("#share-rows", "private.bin");
        awaitListed(tracker, "private.bin");
        click("#share-rows", "Stop sharing");

        browser.awaitText("#toast", "not shared any more");
        eventually("nobody is told of it").until(() -> Client.listed(tracker, "private.bin")
                .isEmpty());
        assertThat(swarm.folder("one").resolve("private.bin")).hasBinaryContent(bytes);
        browser.awaitText("#unshared summary", "Not shared any more");
        browser.find("#unshared summary").click();
        click("#unshared-rows", "Share again");
        awaitListed(tracker, "private.bin");
        browser.awaitText("#share-rows", "private.bin");
    }

    @Test
    void aPeerThatDiesIsMissedAtOnce() {
        browser.mayLog("ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET");
        AppProcess third = swarm.peer("third", tracker);
        browser.open(third.url());
        browser.awaitText("#membership", "registered");
        assertThat(browser.isSeen("#away")).isFalse();

        third.kill();

        browser.awaitText("#away", "This peer does not answer");
    }

    @Test
    void aTrackerThatIsAwayIsSaidAndTheRestWorks() {
        browser.mayLog("503");
        AppProcess alone = swarm.peer("alone", "http://localhost:1");
        browser.open(alone.url());

        browser.awaitText("#list-problem", "the list cannot be had");
        browser.awaitText("#trouble", "cannot register with the tracker");
        browser.awaitText("#membership", "tracker away");
        browser.awaitText("#shares-empty", "Nothing is shared yet");
        browser.awaitText("#no-downloads", "Nothing is being downloaded");
    }

    @Test
    void fitsAPhoneAndBothThemes() throws IOException {
        for (int i = 0; i < MANY; i++) {
            TestFiles.write(
                    swarm.folder("one").resolve("a-rather-long-name-without-any-space-to-break-it-at-" + i + ".tar.zst"),
                    TestFiles.bytes(100 + i, 10));
        }
        Http.ok(Http.post(one.url() + ApiPaths.SHARES_RESCAN, java.util.Map.of()));
        awaitListed(tracker, "a-rather-long-name-without-any-space-to-break-it-at-" + (MANY - 1) + ".tar.zst");
        browser.resize(390, 844);
        browser.open(one.url());
        browser.awaitText("#share-rows", "a-rather-long-name");
        browser.awaitText("#list-rows", "a-rather-long-name");
        String light = background();
        assertThat((Long) browser.script("return document.documentElement.scrollWidth - innerWidth"))
                .as("pixels to scroll sideways")
                .isLessThanOrEqualTo(0);

        browser.prefer("dark");
        assertThat(background()).isNotEqualTo(light);
        assertThat(lowestContrast()).isGreaterThanOrEqualTo(4.5);
        browser.prefer("light");
        assertThat(lowestContrast()).isGreaterThanOrEqualTo(4.5);
    }

    private static String background() {
        return String.valueOf(browser.script("return getComputedStyle(document.body).backgroundColor"));
    }

    /** Of all texts that are seen, by WCAG 2.2 §1.4.3. */
    private static double lowestContrast() {
        Object lowest = browser.script("""
                const painter = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
                const rgb = (colour) => {
                  painter.clearRect(0, 0, 1, 1);
                  painter.fillStyle = colour;
                  painter.fillRect(0, 0, 1, 1);
                  return [...painter.getImageData(0, 0, 1, 1).data];
                };
                const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
                    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
                    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
                const behind = (element) => {
                  for (let at = element; at; at = at.parentElement) {
                    const colour = rgb(getComputedStyle(at).backgroundColor);
                    if (colour[3] === 255) {
                      return colour;
                    }
                  }
                  return [255, 255, 255];
                };
                let lowest = 21;
                for (const element of document.querySelectorAll("body *")) {
                  const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "");
                  if (text && element.checkVisibility() && !element.closest("button:disabled, noscript")) {
                    const [one, two] = [light(rgb(getComputedStyle(element).color)), light(behind(element))];
                    lowest = Math.min(lowest, (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05));
                  }
                }
                return lowest;
                """);
        return ((Number) lowest).doubleValue();
    }

    @Test
    void everyControlHasANameAndThePageIsSmall() {
        browser.open(one.url());
        browser.awaitText("#share-rows", "first.bin");
        browser.awaitText("#options", "upload-slots");

        Collection<?> nameless = (Collection<?>) browser.script("""
                return [...document.querySelectorAll("button, input, select, a[href], [role]")]
                    .filter((element) => !(element.getAttribute("aria-label") || element.labels?.length || element.textContent.trim()
                        || ["alert", "status"].includes(element.getAttribute("role"))))
                    .map((element) => element.outerHTML);
                """);
        assertThat(nameless).isEmpty();
        Long bytes = (Long) browser.script("""
                return Math.round([...performance.getEntriesByType("resource"), ...performance.getEntriesByType("navigation")]
                    .filter((entry) => !new URL(entry.name).pathname.startsWith("/api/"))
                    .reduce((sum, entry) => sum + entry.encodedBodySize, 0));
                """);
        assertThat(bytes).isBetween(20_000L, 200_000L);
        assertThat(Http.get(one.url() + "/").headers().get("Content-Security-Policy"))
                .contains("default-src 'none'");
    }
}
