package io.rangeswarm.model.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.FileId;
import io.rangeswarm.model.content.FileName;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LinkSignerTest {

    private static final FileId FILE = FileId.parse("ab".repeat(32));
    private static final Duration LIFETIME = Duration.ofHours(12);
    private static final Instant START = Instant.parse("2026-10-31T00:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final AccessToken token = new AccessToken("correct-horse-battery-staple");
    private final LinkSigner signer = new LinkSigner(token, LIFETIME, now::get);
    private final String path = signer.path(FILE);

    @Test
    void opensTheFileThatItNames() {
        assertThat(path)
                .startsWith("/signed/" + START.plus(LIFETIME).getEpochSecond() + "-")
                .endsWith("/" + FILE);
        assertThat(signer.opens(path)).isTrue();
        assertThat(signer.opens(path + "/any name.iso")).isTrue();
        assertThat(signer.opens(path + ".meta4")).isTrue();
    }

    @Test
    void opensForWhoeverHasTheTokenAndForNobodyElse() {
        assertThat(new LinkSigner(new AccessToken(token.value()), Duration.ofMinutes(1), now::get).opens(path))
                .isTrue();
        assertThat(new LinkSigner(new AccessToken("another-horse-battery-staple"), LIFETIME, now::get).opens(path))
                .isFalse();
    }

    @Test
    void opensUntilItsTimeIsOver() {
        now.set(START.plus(LIFETIME).minusSeconds(1));
        assertThat(signer.opens(path)).isTrue();
        now.set(START.plus(LIFETIME));
        assertThat(signer.opens(path)).isFalse();
    }

    @Test
    void opensNothingElse() {
        assertThat(signer.opens(path.replace(FILE.hex(), "cd".repeat(32)))).isFalse();
        assertThat(signer.opens(path + "0")).isFalse();
        assertThat(signer.opens(path.toUpperCase(java.util.Locale.ROOT))).isFalse();
        assertThat(signer.opens("/files/" + FILE)).isFalse();
        assertThat(signer.opens("")).isFalse();
    }

    @Test
    void noCharacterOfAGrantCanBeChanged() {
        int end = path.lastIndexOf('/');
        for (int at = "/signed/".length(); at < end; at++) {
            char other = path.charAt(at) == '1' ? '2' : '1';
            String forged = path.substring(0, at) + other + path.substring(at + 1);
            // The last character of the mac carries two bits that are no part of it.
            if (at < end - 1) {
                assertThat(signer.opens(forged)).as(forged).isFalse();
            }
        }
    }

    @Test
    void linksAreSignedOnlyWhereATokenIsNeeded() {
        FileName name = new FileName("a/b c.iso");
        assertThat(FileLinks.plain().content(FILE, name)).isEqualTo("/files/" + FILE + "/b%20c.iso");
        assertThat(FileLinks.plain().lifetime()).isEmpty();
        FileLinks signed = FileLinks.signedBy(signer);
        assertThat(signed.content(FILE, name)).isEqualTo(path + "/b%20c.iso");
        assertThat(signed.metalink(FILE)).isEqualTo(path + ".meta4");
        assertThat(signed.torrent(FILE)).isEqualTo(path + ".torrent");
        assertThat(signed.lifetime()).contains(LIFETIME);
    }
}
