package io.rangeswarm.model.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageFilesTest {

    private static final Pattern VERSIONED = Pattern.compile("\"\\./ui/([0-9a-f]{16})/common\\.js\"");

    /** Two small pages of the test class path, beside the files that both apps share. */
    private final PageFiles files = new PageFiles("test-page.html");

    private static String text(PageFile file) {
        return new String(file.bytes(), StandardCharsets.UTF_8);
    }

    private static String versionIn(PageFile page) {
        Matcher path = VERSIONED.matcher(text(page));
        assertThat(path.find()).as(text(page)).isTrue();
        return path.group(1);
    }

    @Test
    void aPageNamesItsFilesByWhatTheyAre() {
        String version = versionIn(files.page("test-page.html", "./"));

        PageFile script = files.find(version, "common.js").orElseThrow();

        assertThat(script.cacheControl()).contains("immutable");
        assertThat(script.type()).startsWith("text/javascript");
        assertThat(text(script)).isEqualTo(text(files.find("common.js").orElseThrow()));
    }

    @Test
    void theVersionIsOfAllThatThePageRefersTo() {
        String one = versionIn(files.page("test-page.html", "./"));
        String other = versionIn(new PageFiles("test-page.html", "test-more.html").page("test-page.html", "./"));

        assertThat(one).isNotEqualTo(other);
        assertThat(one).isEqualTo(versionIn(new PageFiles("test-page.html").page("test-page.html", "./")));
    }

    @Test
    void whatIsAskedForByAnOldVersionOrNoneIsAskedForAgain() {
        assertThat(files.find("0123456789abcdef", "common.js").orElseThrow().cacheControl())
                .isEqualTo("no-cache");
        assertThat(files.find("common.js").orElseThrow().cacheControl()).isEqualTo("no-cache");
        assertThat(files.page("test-page.html", "./").cacheControl()).isEqualTo("no-cache");
    }

    @Test
    void aPageFurtherDownFindsItsWayUp() {
        String page = text(files.page("test-page.html", "../"));

        assertThat(page)
                .contains("\"../ui/")
                .contains("href=\"../api/v1/files\"")
                .doesNotContain("{root}", "\"./ui");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../application.yml", "..css", "", ".", "no-such.js", "test-page.html", "package-info.java"})
    void nothingElseIsFound(String name) {
        assertThat(files.find(name)).isEmpty();
        assertThat(files.find("0123456789abcdef", name)).isEmpty();
    }

    @Test
    void aPageThatIsMissingIsABrokenPromise() {
        assertThatThrownBy(() -> files.page("none.html", "./")).isInstanceOf(IllegalArgumentException.class);
    }
}
