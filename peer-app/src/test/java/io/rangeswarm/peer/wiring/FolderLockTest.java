package io.rangeswarm.peer.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangeswarm.peer.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {

    @TempDir
    private Path folder;

    @Test
    void oneOwnerAtATime() throws IOException {
        try (FolderLock owner = FolderLock.take(folder)) {
            assertThat(owner).isNotNull();
            assertThatThrownBy(() -> FolderLock.take(folder))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("is in use");
        }
    }

    @Test
    void leavesNothingBehindAndCanBeTakenAgain() throws IOException {
        FolderLock.take(folder).close();

        assertThat(folder.resolve(".rangeswarm")).isEmptyDirectory();
        FolderLock.take(folder).close();
    }
}
