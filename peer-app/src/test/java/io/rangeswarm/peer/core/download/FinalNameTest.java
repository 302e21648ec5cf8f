package io.rangeswarm.peer.core.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangeswarm.model.content.FileName;
import io.rangeswarm.peer.core.store.PartFile;
import io.rangeswarm.peer.core.store.TestFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FinalNameTest {

    private static final TestFile FILE = TestFile.of(5, 10);
    private static final String ID = FILE.fileId().abbreviated();

    @TempDir
    private Path temp;

    private FakeLibrary library = new FakeLibrary(Path.of("."));

    @BeforeEach
    void openLibrary() {
        library = new FakeLibrary(temp);
    }

    private FileName publish(String name) throws IOException {
        try (PartFile part = PartFile.create(temp.resolve("part"), new FileName(name), FILE.manifest())) {
            TestFile.write(part, 0, FILE.bytes());
            return FinalName.publish(part, library);
        }
    }

    @Test
    void takesItsOwnNameWhereThatIsFree() throws IOException {
        assertThat(publish("docs/report.pdf").value()).isEqualTo("docs/report.pdf");
        assertThat(Files.readAllBytes(temp.resolve("docs/report.pdf"))).isEqualTo(FILE.bytes());
    }

    @Test
    void addsASuffixWhereOtherContentHasTheName() throws IOException {
        Files.writeString(temp.resolve("report.pdf"), "mine");
        Files.writeString(temp.resolve("report~" + ID + ".pdf"), "mine too");

        assertThat(publish("report.pdf").value()).isEqualTo("report~" + ID + "-2.pdf");

        assertThat(temp.resolve("report.pdf")).hasContent("mine");
        assertThat(temp.resolve("report~" + ID + ".pdf")).hasContent("mine too");
    }

    @Test
    void isContentWithTheSameFileThere() throws IOException {
        Files.write(temp.resolve("report.pdf"), FILE.bytes());

        assertThat(publish("report.pdf").value()).isEqualTo("report.pdf");
    }

    @Test
    void sameLengthIsNotTheSameFile() throws IOException {
        Files.write(temp.resolve("f"), new byte[10]);

        assertThat(publish("f").value()).isEqualTo("f~" + ID);
    }

    @Test
    void aFolderOrALinkOfThatNameIsNotTheFile() throws IOException {
        Files.createDirectories(temp.resolve("d"));
        Files.createSymbolicLink(temp.resolve("l"), temp.resolve("nowhere"));

        assertThat(publish("d").value()).isEqualTo("d~" + ID);
        assertThat(publish("l").value()).isEqualTo("l~" + ID);
    }

    @Test
    void failsWhereAFileStandsInTheWayOfAFolder() throws IOException {
        Files.writeString(temp.resolve("docs"), "a file");

        assertThatThrownBy(() -> publish("docs/report.pdf")).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void keepsTheExtensionBehindTheSuffix() {
        assertThat(suffixed("a/b.tar", 1)).isEqualTo("a/b~" + ID + ".tar");
        assertThat(suffixed("a.d/b", 1)).isEqualTo("a.d/b~" + ID);
        assertThat(suffixed(".bashrc", 2)).isEqualTo(".bashrc~" + ID + "-2");
    }

    @Test
    void shortensNamesThatHaveNoRoomForASuffix() {
        assertThat(suffixed("x".repeat(255), 1)).hasSize(255).endsWith("~" + ID);
        assertThat(suffixed("\u00e9".repeat(127), 12)).endsWith("~" + ID + "-12");
        assertThat(suffixed("\ud83d\ude00".repeat(60) + ".bin", 1)).endsWith("~" + ID + ".bin");
        assertThat(suffixed("a." + "x".repeat(253), 1)).hasSize(255).endsWith("~" + ID);
    }

    private static String suffixed(String name, int attempt) {
        return FinalName.suffixed(new FileName(name), FILE.manifest(), attempt).value();
    }
}
