package io.rangeswarm.peer.web.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.Sha256;
import io.rangeswarm.peer.core.upload.Requester;
import org.junit.jupiter.api.Test;

class UploadSlotsTest {

    private static final Requester SOMEBODY = new Requester("10.0.0.1", "a");
    private static final FileId FILE = new FileId(Sha256.hash(new byte[0]));

    @Test
    void countsWhatTheRunningUploadsHaveYetToSend() {
        UploadSlots slots = new UploadSlots(2);
        Upload broken = slots.tryBegin(SOMEBODY, FILE, 100).orElseThrow();
        Upload whole = slots.tryBegin(SOMEBODY, FILE, 10).orElseThrow();
        assertThat(slots.unsentBytes()).isEqualTo(110);

        broken.remains(40);
        assertThat(slots.unsentBytes()).isEqualTo(50);

        broken.end();
        broken.end();
        assertThat(slots.unsentBytes()).isEqualTo(10);

        whole.remains(0);
        whole.end();
        assertThat(slots.unsentBytes()).isZero();
        assertThat(slots.uploadedBytes()).isEqualTo(70);
        assertThat(slots.uploadedBytes(FILE)).isEqualTo(70);
    }
}
