package io.rangeswarm.peer.core.share;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Any bytes as what a peer remembers of its folder. */
class IndexFuzzTest {

    @TempDir
    private Path folder;

    @FuzzTest
    void indexRecord(byte[] bytes) {
        IndexRecord.read(ByteBuffer.wrap(bytes))
                .ifPresent(
                        record -> assertThat(IndexRecord.read(record.write())).contains(record));
    }

    /** What was taken back is lines of text. */
    @FuzzTest
    void takenBack(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("unshared"), bytes);
        TakenBack read = TakenBack.open(file);
        read.all().forEach(entry -> assertThat(read.contains(entry.getKey())).isTrue());
    }

    /** And so is what was found damaged. */
    @FuzzTest
    void damaged(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("damaged"), bytes);
        DamagedFiles read = DamagedFiles.open(file);
        assertThat(read.all()).hasSize(read.count());
        read.keepOnly(List.of());
        assertThat(DamagedFiles.open(file).count()).isZero();
    }
}
