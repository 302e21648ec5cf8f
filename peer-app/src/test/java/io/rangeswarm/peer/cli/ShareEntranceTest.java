package io.rangeswarm.peer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangeswarm.model.content.FileName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShareEntranceTest {

    @TempDir
    private Path temp;

    private Path folder;
    private Path outside;

    @BeforeEach
    void makeFolders() throws IOException {
        folder = temp.resolve("share");
        Files.createDirectories(folder.resolve("sub"));
        outside = Files.createDirectories(temp.resolve("outside"));
    }

    private FileName enter(Path path) throws IOException {
        return new ShareEntrance(folder, false).enter(path);
    }

    @Test
    void aFileOfTheFolderStaysWhereItIs() throws IOException {
        Path file = Files.writeString(folder.resolve("sub/a.txt"), "a");

        assertThat(enter(file)).isEqualTo(new FileName("sub/a.txt"));
    }

    @Test
    void aFileFromOutsideIsLinkedAndMayBeSharedAgain() throws IOException {
        Path file = Files.writeString(outside.resolve("a.txt"), "a");

        assertThat(enter(file)).isEqualTo(new FileName("a.txt"));
        assertThat(enter(file)).isEqualTo(new FileName("a.txt"));
        assertThat(Files.isSameFile(file, folder.resolve("a.txt"))).isTrue();
    }

    @Test
    void aSymbolicLinkIsSharedByItsOwnName() throws IOException {
        Path file = Files.writeString(outside.resolve("a.txt"), "a");
        Path link = Files.createSymbolicLink(outside.resolve("b.txt"), file);

        assertThat(enter(link)).isEqualTo(new FileName("b.txt"));
        assertThat(Files.isSameFile(file, folder.resolve("b.txt"))).isTrue();
    }

    @Test
    void nothingIsReplaced() throws IOException {
        Path file = Files.writeString(outside.resolve("a.txt"), "a");
        Files.writeString(folder.resolve("a.txt"), "another");

        assertThatThrownBy(() -> enter(file))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("another file called a.txt is in the share folder");
        assertThat(folder.resolve("a.txt")).hasContent("another");
    }

    @Test
    void whatIsNoFileIsRefusedInALine() {
        assertFails(outside.resolve("missing"), ExitCode.NOT_FOUND, "there is no file");
        assertFails(outside, ExitCode.USAGE, "is a folder; name its files");
        assertFails(Path.of("/dev/null"), ExitCode.ERROR, "is no file that can be read");
    }

    private void assertFails(Path path, int exitCode, String says) {
        assertThatThrownBy(() -> enter(path))
                .isInstanceOfSatisfying(
                        CommandFailure.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(exitCode))
                .hasMessageContaining(says);
    }

    @Test
    void nameThatNoPeerWouldTakeIsRefused() throws IOException {
        Path file = Files.writeString(outside.resolve("a\\b"), "a");

        assertThatThrownBy(() -> enter(file)).isInstanceOf(CommandFailure.class).hasMessageContaining("backslash");
    }
}
