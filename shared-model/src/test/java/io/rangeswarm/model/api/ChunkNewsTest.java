package io.rangeswarm.model.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkNewsTest {

    private static final ChunkNews ALL_OF_IT =
            new ChunkNews(OptionalInt.of(9090), List.of(17, 3, 250), OptionalLong.of(1 << 20));
    private static final ChunkNews NOTHING = new ChunkNews(OptionalInt.empty(), List.of(), OptionalLong.empty());

    @Test
    void isOneLineOfAHeader() {
        assertThat(ALL_OF_IT.asHeader()).isEqualTo("port=9090, latest=(17 3 250), queued=1048576");
        assertThat(NOTHING.asHeader()).isEqualTo("latest=()");
    }

    @Test
    void readsWhatItWrites() {
        assertThat(ChunkNews.parse(ALL_OF_IT.asHeader())).hasValue(ALL_OF_IT);
        assertThat(ChunkNews.parse(NOTHING.asHeader())).hasValue(NOTHING);
    }

    @Test
    void theLongestOneFitsIntoItsHeader() {
        ChunkNews longest = new ChunkNews(
                OptionalInt.of(65_535),
                Collections.nCopies(ChunkNews.LATEST_MAX, 65_535),
                OptionalLong.of(999_999_999_999_999L));

        assertThat(ChunkNews.parse(longest.asHeader())).hasValue(longest);
    }

    @Test
    void passesOverWhatNewerVersionsSay() {
        assertThat(ChunkNews.parse("mood=fine, latest=(1 2);sure, queued=5, support=80"))
                .isEmpty();
        assertThat(ChunkNews.parse("mood=fine, latest=(1 2), queued=5, support=80"))
                .hasValue(new ChunkNews(OptionalInt.empty(), List.of(1, 2), OptionalLong.of(5)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "latest",
                "latest=1",
                "latest=(-1)",
                "latest=(1 2",
                "port=0, latest=()",
                "port=70000, latest=()",
                "latest=(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33)"
            })
    void takesNothingFromWhatIsNoNews(String value) {
        assertThat(ChunkNews.parse(value)).isEmpty();
    }

    @Test
    void readsNoValueOfMoreThanSomeHundredCharacters() {
        assertThat(ChunkNews.parse("latest=(" + "1".repeat(600) + ")")).isEmpty();
        assertThat(ChunkNews.parse(" ".repeat(600) + "latest=(1)")).isEmpty();
    }

    @Test
    void cannotSayWhatCannotBe() {
        assertThatThrownBy(() -> new ChunkNews(OptionalInt.of(0), List.of(), OptionalLong.empty()))
                .hasMessageContaining("port");
        assertThatThrownBy(() -> new ChunkNews(OptionalInt.empty(), List.of(-1), OptionalLong.empty()))
                .hasMessageContaining("latest");
        assertThatThrownBy(() -> new ChunkNews(OptionalInt.empty(), List.of(), OptionalLong.of(-1)))
                .hasMessageContaining("queued");
    }
}
