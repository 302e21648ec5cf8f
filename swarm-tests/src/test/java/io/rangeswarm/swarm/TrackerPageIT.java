package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.Client.awaitListed;
import static io.rangeswarm.swarm.Client.eventually;
import static io.rangeswarm.swarm.TestFiles.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.FileRegistration;
import io.rangeswarm.model.api.PageHeaders;
import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The tracker's pages as a person sees them, in a real browser. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class TrackerPageIT {

    /** A file name that would run a script in a page that takes names for markup. */
    private static final String HOSTILE = "<img src=x onerror=document.title='taken'> & \"co\".bin";

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    @RegisterExtension
    static final Browser browser = new Browser();

    private static AppProcess tracker;

    @BeforeAll
    static void startSwarm() throws IOException {
        Path folder = swarm.folder("seed");
        TestFiles.write(folder.resolve("alpha.bin"), TestFiles.bytes(1, 3 * MIB));
        TestFiles.write(folder.resolve("beta/beta.bin"), TestFiles.bytes(2, 2 * MIB));
        TestFiles.write(folder.resolve(HOSTILE), TestFiles.bytes(3, 1000));
        tracker = swarm.tracker("tracker", "--rangeswarm.tracker.lease=10m");
        swarm.peer("seed", tracker, "--zone=<b>rack 1</b>");
        awaitListed(tracker, "beta/beta.bin");
    }

    private static Manifest madeUp(String name, int chunks) {
        List<Sha256> hashes =
                IntStream.range(0, chunks).mapToObj(i -> hash(name + i)).toList();
        return Manifest.of(new ChunkLayout((long) chunks * ChunkLayout.CHUNK_SIZE_MIN), hash(name), hashes);
    }

    private static Sha256 hash(String text) {
        return Sha256.hash(text.getBytes(StandardCharsets.UTF_8));
    }

    private static FakePeer.Membership share(int port, String name, Manifest manifest, ChunkSet held) {
        FakePeer.Membership peer = FakePeer.absent(tracker.url(), port);
        assertThat(peer.share(FileRegistration.of(new FileName(name), manifest, held))
                        .rejected())
                .isEmpty();
        return peer;
    }

    private static String swarmPage(Manifest manifest) {
        return tracker.url() + "/swarm.html?file=" + manifest.fileId().hex();
    }

    private List<String> names() {
        return browser.all("#rows td.name a").stream().map(WebElement::getText).toList();
    }

    @Test
    void theListShowsWhatIsSharedAndCanBeSearchedAndSorted() {
        browser.open(tracker.url() + "/");
        browser.awaitText("#rows", "alpha.bin");
        assertThat(browser.text("#rows")).contains("3.0 MiB");
        assertThat(browser.isSeen("#loading")).isFalse();

        browser.find("[data-sort=length]").click();
        eventually("the biggest file is first")
                .untilAsserted(() -> assertThat(names().get(0)).isNotEqualTo(HOSTILE));
        browser.find("[data-sort=length]").click();
        eventually("the smallest file is first")
                .untilAsserted(() -> assertThat(names().get(0)).isEqualTo(HOSTILE));

        browser.find("#search").sendKeys("BETA");
        eventually("only beta is left").untilAsserted(() -> assertThat(names()).containsExactly("beta/beta.bin"));
        assertThat(browser.driver().getCurrentUrl()).contains("q=BETA").contains("sort=length");

        browser.find("#search").sendKeys(" no such file");
        browser.awaitText("#nothing", "No file has this in its name");
        assertThat(browser.isSeen("#list")).isFalse();
    }

    @Test
    void aHostileNameIsOnlyText() {
        browser.open(tracker.url() + "/?q=img");
        eventually("the name is shown").untilAsserted(() -> assertThat(names()).containsExactly(HOSTILE));
        assertThat(browser.all("main img")).isEmpty();

        browser.find("#rows td.name a").click();
        browser.awaitText("#name", HOSTILE);
        browser.awaitText("#peer-rows", "<b>rack 1</b>");
        assertThat(browser.all("main img, #peer-rows b")).isEmpty();
        assertThat(browser.text("#lines")).contains("curl -L -o '<img src=x onerror=document.title='\\''taken'\\''>");
        assertThat(browser.driver().getTitle()).startsWith(HOSTILE);
    }

    @Test
    void anEmptyTrackerSaysWhatToType() {
        AppProcess empty = swarm.tracker("empty");
        browser.open(empty.url());
        browser.awaitText("#nothing", "Nobody shares anything yet");
        assertThat(browser.text("#nothing")).contains("--share=./sharedFolder --tracker=" + empty.url());
    }

    @Test
    void theSwarmsPageDrawsWhoHoldsWhat() {
        Manifest manifest = madeUp("map", 64);
        share(9601, "map.bin", manifest, ChunkSet.all(64));
        FakePeer.Membership leech = share(
                9602,
                "map.bin",
                manifest,
                ChunkSet.of(64, IntStream.range(0, 32).toArray()));

        browser.open(swarmPage(manifest));
        browser.awaitText("#peer-rows", "50.0 %");
        assertThat(browser.text("#name")).isEqualTo("map.bin");
        assertThat(browser.text("#state")).isEqualTo("spreading");
        assertThat(browser.text("#seeds")).isEqualTo("1");
        assertThat(browser.text("#copies-note")).contains("at least 1 copy", "32 chunks with one copy or none");
        eventually("the map is drawn").untilAsserted(() -> {
            assertThat(isHeld(0, 0.1)).isTrue();
            assertThat(isHeld(0, 0.9)).isTrue();
            assertThat(isHeld(1, 0.1)).isTrue();
            assertThat(isHeld(1, 0.9)).isFalse();
        });
        assertThat(browser.all("#rate canvas")).hasSize(1);

        IntStream.range(32, 64).forEach(index -> leech.registerChunk(manifest.fileId(), index));

        browser.awaitText("#state", "complete everywhere");
        browser.awaitText("#eta", "done");
        eventually("the leech's line is full")
                .untilAsserted(() -> assertThat(isHeld(1, 0.9)).isTrue());
    }

    /** Whether the map's canvas has the colour of a held chunk on this peer's line, so far across (0 to 1). */
    private boolean isHeld(int line, double across) {
        return (Boolean) browser.script("""
                const canvas = document.getElementById("map");
                const gutter = 132;
                const x = gutter + arguments[1] * (canvas.width - gutter);
                const pixel = canvas.getContext("2d").getImageData(x, arguments[0] * 16 + 8, 1, 1).data;
                const probe = document.createElement("canvas").getContext("2d");
                const i = document.createElement("i");
                i.style.color = "var(--accent)";
                document.body.append(i);
                probe.fillStyle = getComputedStyle(i).color;
                i.remove();
                probe.fillRect(0, 0, 1, 1);
                const accent = probe.getImageData(0, 0, 1, 1).data;
                return [0, 1, 2].every((c) => Math.abs(pixel[c] - accent[c]) <= 2);
                """, line, across);
    }

    @Test
    void theMapTellsByMouseAndByKeyWhatIsWhere() {
        Manifest manifest = madeUp("keys", 10);
        share(9611, "keys.bin", manifest, ChunkSet.all(10));
        share(9612, "keys.bin", manifest, ChunkSet.of(10, 0));
        browser.open(swarmPage(manifest));
        browser.awaitText("#peer-rows", "10.0 %");

        browser.find("#map").sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_DOWN);

        browser.awaitText("#map-tip", "absent: chunk 1 of 10, 1.0 MiB – 2.0 MiB, not held");
        assertThat(browser.find("#map-said").getDomProperty("textContent")).contains("chunk 1 of 10");
        assertThat(browser.find("#map-summary").getDomProperty("textContent")).contains("1 seed, 1 leech");
        browser.find("#map").sendKeys(Keys.ESCAPE);
        assertThat(browser.isSeen("#map-tip")).isFalse();
    }

    @Test
    void aFileThatNobodySharesIsSaidToBeGone() {
        browser.mayLog("404");
        browser.open(tracker.url() + "/swarm.html?file=" + "0".repeat(64));
        browser.awaitText("#gone", "Nobody shares this file now");
    }

    @Test
    void aTrackerThatGoesAwayAndComesBackIsNoticed() {
        browser.mayLog("ERR_|Failed to load");
        AppProcess first = swarm.tracker("coming-and-going");
        browser.open(first.url());
        browser.awaitSeen("#nothing");

        first.kill();
        browser.awaitText("#away", "does not answer");

        swarm.tracker("coming-and-going", "--port=" + first.port()).url();
        eventually("the notice goes away").until(() -> !browser.isSeen("#away"));
    }

    @Test
    void followsTheSystemsColoursUntilAnotherChoiceIsMade() {
        browser.open(tracker.url());
        browser.awaitSeen("#list");
        String light = background();
        browser.prefer("dark");
        eventually("it gets dark").untilAsserted(() -> assertThat(background()).isNotEqualTo(light));

        browser.find("#theme").click();

        assertThat(background()).isEqualTo(light);
        browser.open(tracker.url());
        browser.awaitSeen("#list");
        assertThat(background()).as("the choice is kept").isEqualTo(light);
        browser.script("localStorage.clear(); return true;");
    }

    private String background() {
        return String.valueOf(browser.script("return getComputedStyle(document.body).backgroundColor;"));
    }

    @Test
    void fitsAPhone() {
        browser.resize(375, 700);
        for (String page : List.of(
                "/", "/swarm.html?file=" + awaitListed(tracker, "alpha.bin").fileId())) {
            browser.open(tracker.url() + page);
            browser.awaitText("main", "alpha.bin");
            assertThat((Long) browser.script("return document.documentElement.scrollWidth;"))
                    .as(page)
                    .isLessThanOrEqualTo(375);
        }
    }

    @Test
    void aPageIsSmallAndAllItsOwn() {
        for (String page : List.of(
                "/", "/swarm.html?file=" + awaitListed(tracker, "alpha.bin").fileId())) {
            browser.open(tracker.url() + page);
            browser.awaitText("main", "alpha.bin");
            assertThat((Long) browser.script("""
                    return Math.round([...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
                        .filter((entry) => !entry.name.includes("/api/") && !entry.name.includes("/actuator/"))
                        .reduce((sum, entry) => sum + entry.decodedBodySize, 0));
                    """)).as(page).isBetween(10_000L, 200_000L);
            assertThat(
                            (Boolean)
                                    browser.script(
                                            "return performance.getEntriesByType('resource').every((e) => e.name.startsWith(location.origin));"))
                    .isTrue();
        }
    }

    @Test
    void statsAreAPageForBrowsersAndNumbersForPrograms() {
        browser.open(tracker.url() + "/actuator/stats");
        browser.awaitText("#rows", "alpha.bin");

        Http.Answer page =
                Http.get(tracker.url() + "/actuator/stats", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        assertThat(page.headers().get("Content-Type")).startsWith("text/html");
        assertThat(page.headers().get("Content-Security-Policy")).isEqualTo(PageHeaders.CONTENT_SECURITY_POLICY);
        Http.Answer numbers = Http.get(tracker.url() + "/actuator/stats", "Accept", "*/*");
        assertThat(numbers.headers().get("Content-Type")).startsWith("application/json");
        assertThat(numbers.json().get("files").asInt()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void pagesTellBrowsersWhatTheyMayDo() {
        for (String path :
                List.of("/", "/swarm.html", "/ui/common.js", "/ui/rangeswarm.css", "/ui/uPlot.iife.min.js")) {
            Http.Answer answer = Http.ok(Http.get(tracker.url() + path));
            PageHeaders.ALL.forEach((name, value) ->
                    assertThat(answer.headers().get(name)).as(path).isEqualTo(value));
            String tag = String.valueOf(answer.headers().get("ETag"));
            assertThat(Http.get(tracker.url() + path, "If-None-Match", tag).status())
                    .as(path)
                    .isEqualTo(304);
        }
    }
}
