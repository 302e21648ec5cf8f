package io.rangeswarm.model.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Sha256Test {

    /** FIPS 180-4's example. */
    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void hashesAsSha256sumDoes() {
        assertThat(Sha256.hash("abc".getBytes(StandardCharsets.US_ASCII)).hex()).isEqualTo(OF_ABC);
    }

    @Test
    void readsEitherCaseAndWritesLowercase() {
        assertThat(Sha256.parse(OF_ABC.toUpperCase(Locale.ROOT)).toString()).isEqualTo(OF_ABC);
        assertThat(Sha256.ofBytes(Sha256.parse(OF_ABC).bytes())).isEqualTo(Sha256.parse(OF_ABC));
        assertThat(FileId.parse(OF_ABC).abbreviated()).isEqualTo("ba7816bf");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "zz7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"})
    void refusesWhatIsNo64HexDigits(String text) {
        assertThat(Sha256.isHex(text)).isFalse();
        assertThatThrownBy(() -> Sha256.parse(text)).hasMessageContaining("64 hexadecimal digits");
        assertThatThrownBy(() -> FileId.parse(text)).hasMessageContaining("64 hexadecimal digits");
    }

    @Test
    void refusesDigestsOfAnotherLength() {
        assertThatThrownBy(() -> Sha256.ofBytes(new byte[31])).hasMessageContaining("32 bytes, not 31");
    }
}
