package io.rangeswarm.peer.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.rangeswarm.peer.core.recordlog.RecordLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** Any bytes as a journal on disk: a crash, a bad disk or a hand may have put them there. */
class JournalFuzzTest {

    @TempDir
    private Path folder;

    /** The file as it is; what is appended afterwards is there at the next look, behind what was. */
    @FuzzTest
    void logFile(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("log"), bytes);
        List<ByteBuffer> found = new ArrayList<>();
        try (RecordLog log = RecordLog.open(file, record -> found.add(copy(record)))) {
            assertThat(log.length()).isBetween(0L, (long) bytes.length);
            ByteBuffer last = ByteBuffer.wrap(new byte[] {'l', 'a', 's', 't'});
            log.append(last.duplicate());
            found.add(last);
        }
        List<ByteBuffer> again = new ArrayList<>();
        RecordLog.open(file, record -> again.add(copy(record))).close();
        assertThat(again).isEqualTo(found);
    }

    /** Whole records with right checksums and any content: each begins with its length in two bytes. */
    @FuzzTest
    void records(byte[] bytes) throws IOException {
        Path file = folder.resolve("journal");
        Files.deleteIfExists(file);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try (RecordLog log = RecordLog.open(file, nothing -> {})) {
            while (in.remaining() > 2) {
                int length = Math.min(Short.toUnsignedInt(in.getShort()), in.remaining());
                log.append(in.slice().limit(length));
                in.position(in.position() + length);
            }
        }
        Optional<Journal.Opened> opened = Journal.open(file);
        if (opened.isPresent()) {
            Journal.State state = opened.get().state();
            opened.get().journal().close();
            assertThat(state.manifest().layout().chunkCount()).isNotNegative();
        }
    }

    private static ByteBuffer copy(ByteBuffer record) {
        byte[] bytes = new byte[record.remaining()];
        record.duplicate().get(bytes);
        return ByteBuffer.wrap(bytes);
    }
}
