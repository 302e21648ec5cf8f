package io.rangeswarm.model.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a/b/c.txt",
                "Grüße an alle.txt",
                "日本語/ファイル",
                "...",
                ".hidden",
                "a/.rangeswarm",
                "ab:c/d",
                "C_/x",
                "😀.bin"
            })
    void acceptsRelativePaths(String value) {
        assertThat(new FileName(value).value()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/etc/passwd",
                "../x",
                "a/../b",
                "a/..",
                "..",
                ".",
                "a/./b",
                "a//b",
                "a/",
                "a\\b",
                "C:x",
                "c:/x",
                "a\0b",
                "a\nb",
                "a\u007fb",
                "a\u0085b",
                ".rangeswarm",
                ".rangeswarm/index",
                ".RangeSwarm/x",
                "a\uD800b"
            })
    void refusesWhatCouldReachOutsideAShareFolder(String value) {
        assertThatThrownBy(() -> new FileName(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a file name must");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "photo\u202Egpj.exe",
                "a\u202Ab",
                "a\u2066b\u2069",
                "\u200Fa",
                "a\u200E/b",
                "\u061Ca",
            })
    void refusesCharactersThatTurnTheDirectionOfText(String value) {
        assertThatThrownBy(() -> new FileName(value)).hasMessageContaining("the direction of text");
    }

    @Test
    void boundsCountUtf8Bytes() {
        assertThat(new FileName("é".repeat(127)).lastSegment()).hasSize(127);
        assertThatThrownBy(() -> new FileName("é".repeat(128))).hasMessageContaining("255 bytes");
        String longPath = "x".repeat(200) + "/";
        assertThatThrownBy(() -> new FileName(longPath.repeat(6) + "x")).hasMessageContaining("1024 bytes");
    }

    @Test
    void tellsItsSegments() {
        assertThat(new FileName("a/b/c.txt").segments()).containsExactly("a", "b", "c.txt");
        assertThat(new FileName("a/b/c.txt").lastSegment()).isEqualTo("c.txt");
        assertThat(new FileName("c.txt").lastSegment()).isEqualTo("c.txt");
    }
}
