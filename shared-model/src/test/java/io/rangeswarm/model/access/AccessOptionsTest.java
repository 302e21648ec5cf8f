package io.rangeswarm.model.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessOptionsTest {

    private static final String TOKEN = "correct-horse-battery-staple";
    private static final Duration LIFETIME = Duration.ofHours(12);

    @TempDir
    Path folder;

    private static AccessOptions options(@Nullable String token, @Nullable Path file) {
        return new AccessOptions(token, file == null ? null : file.toString(), LIFETIME);
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("token"), content);
    }

    @Test
    void needsNoToken() {
        assertThat(options(null, null).read()).isEmpty();
        assertThat(options(" ", null).read()).isEmpty();
    }

    @Test
    void takesTheFilesFirstLine() throws IOException {
        assertThat(options("another-token-of-no-use", file(TOKEN + " \r\nand more\n"))
                        .read())
                .hasValueSatisfying(read -> assertThat(read.value()).isEqualTo(TOKEN));
        assertThat(options(TOKEN, null).read()).isPresent();
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        assertUnusable(folder.resolve("missing"), "there is no access token file");
        assertUnusable(folder, "cannot be read by this user");
        assertUnusable(file(""), "has 16 to 256 characters, not 0");
        assertUnusable(file("short\n"), "not 5");
        assertUnusable(file("x".repeat(100_000)), "has 16 to 256 characters");
    }

    private static void assertUnusable(Path file, String reason) {
        assertThatThrownBy(() -> options(null, file).read())
                .isInstanceOf(UnusableOption.class)
                .hasMessageContaining(reason)
                .hasMessageContaining(file.toString())
                .message()
                .hasLineCount(1);
    }

    @Test
    void warnsOfAFileThatOthersMayRead() throws IOException {
        Path file = file(TOKEN);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(options(null, file).warning())
                .hasValueSatisfying(line -> assertThat(line).contains("chmod 600"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(options(null, file).warning()).isEmpty();
    }

    @Test
    void boundsTheLifetimeOfLinks() {
        assertThatThrownBy(() -> new AccessOptions(null, null, Duration.ofSeconds(59)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rangeswarm.access.link-lifetime");
        assertThatThrownBy(() -> new AccessOptions(null, null, Duration.ofDays(31)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
