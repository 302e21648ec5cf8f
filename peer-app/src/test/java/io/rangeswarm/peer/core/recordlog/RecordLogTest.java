package io.rangeswarm.peer.core.recordlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordLogTest {

    @TempDir
    private Path folder;

    @Test
    void replaysWhatWasAppendedInOrder() throws IOException {
        Path path = folder.resolve("log");
        append(path, "one", "", "three");

        assertThat(replay(path)).containsExactly("one", "", "three");
    }

    @Test
    void goesOnAfterReopening() throws IOException {
        Path path = folder.resolve("log");
        append(path, "one");
        append(path, "two");

        assertThat(replay(path)).containsExactly("one", "two");
    }

    @Test
    void cutAtEachByteItKeepsTheWholeRecordsAndNoOther() throws IOException {
        Path path = folder.resolve("log");
        append(path, "first", "second", "third");
        byte[] whole = Files.readAllBytes(path);
        int[] ends = {8 + 5, 2 * 8 + 11, 3 * 8 + 16};
        for (int cut = 0; cut <= whole.length; cut++) {
            int cutAt = cut;
            Files.write(path, Arrays.copyOf(whole, cut));
            int records = (int) Arrays.stream(ends).filter(end -> end <= cutAt).count();

            assertThat(replay(path))
                    .containsExactlyElementsOf(
                            List.of("first", "second", "third").subList(0, records));
            append(path, "later");
            assertThat(replay(path)).hasSize(records + 1).endsWith("later");
        }
    }

    @Test
    void aFlippedBitEndsTheLogThere() throws IOException {
        Path path = folder.resolve("log");
        append(path, "first", "second");
        byte[] whole = Files.readAllBytes(path);
        for (int bit = 8 * 13; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            Files.write(path, flipped);
            assertThat(replay(path)).containsExactly("first");
        }
    }

    @Test
    void refusesARecordThatItCouldNotReadBack() throws IOException {
        try (RecordLog log = RecordLog.open(folder.resolve("log"), payload -> {})) {
            ByteBuffer tooLong = ByteBuffer.allocate(RecordLog.PAYLOAD_BYTES_MAX + 1);
            assertThatThrownBy(() -> log.append(tooLong)).isInstanceOf(IllegalArgumentException.class);
            assertThat(log.length()).isZero();
        }
    }

    private static void append(Path path, String... records) throws IOException {
        try (RecordLog log = RecordLog.open(path, payload -> {})) {
            for (String record : records) {
                log.append(StandardCharsets.UTF_8.encode(record));
            }
            log.force();
        }
    }

    private static List<String> replay(Path path) throws IOException {
        List<String> records = new ArrayList<>();
        RecordLog.open(
                        path,
                        payload -> records.add(
                                StandardCharsets.UTF_8.decode(payload).toString()))
                .close();
        return records;
    }
}
