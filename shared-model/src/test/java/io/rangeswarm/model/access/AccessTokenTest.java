package io.rangeswarm.model.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTokenTest {

    private static final String VALUE = "correct-horse:battery/staple";

    private final AccessToken token = new AccessToken(VALUE);

    private static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void isShownInItsOwnHeader() {
        assertThat(token.isShownBy(VALUE, null)).isTrue();
        assertThat(token.isShownBy(VALUE, "Bearer of-a-peer")).isTrue();
    }

    @Test
    void isShownAsAPasswordToAnyUser() {
        assertThat(token.isShownBy(null, basic("me:" + VALUE))).isTrue();
        assertThat(token.isShownBy(null, basic(":" + VALUE))).isTrue();
        assertThat(token.isShownBy(null, basic("me:" + VALUE).replace("Basic", "bAsIc")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "correct-horse",
                VALUE + "x",
                "x" + VALUE,
                "Correct-horse:battery/staple",
                "correct-horse:battery/staplé"
            })
    void isNotShownByWhatDiffersAnywhere(String other) {
        assertThat(token.isShownBy(other, null)).isFalse();
        assertThat(token.isShownBy(null, basic("me:" + other))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic", "Basic ", "Basic !!!!", "Bearer " + VALUE, VALUE})
    void isNotShownByAnotherScheme(String authorization) {
        assertThat(token.isShownBy(null, authorization)).isFalse();
    }

    /** Who sends both means the header: else a wrong one could be covered up by what a browser remembers. */
    @Test
    void aWrongHeaderCountsBeforeARightPassword() {
        assertThat(token.isShownBy("wrong-wrong-wrong", basic("me:" + VALUE))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "fifteen-letters", "with a blank in it", "with\u0000a-nul-in-it", "ümlaut-in-the-token"})
    void rejectsWhatCouldBeGuessedOrNotBeSent(String value) {
        assertThatThrownBy(() -> new AccessToken(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("an access token has");
    }

    @Test
    void boundsItsLength() {
        assertThat(new AccessToken("x".repeat(AccessToken.LENGTH_MIN)).value()).hasSize(AccessToken.LENGTH_MIN);
        assertThat(new AccessToken("x".repeat(AccessToken.LENGTH_MAX)).value()).hasSize(AccessToken.LENGTH_MAX);
        assertThatThrownBy(() -> new AccessToken("x".repeat(AccessToken.LENGTH_MAX + 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tellsNothingOfItself() {
        assertThat(token.toString()).doesNotContain("horse");
        assertThatThrownBy(() -> new AccessToken("a secret word with blanks"))
                .message()
                .doesNotContain("secret");
    }
}
