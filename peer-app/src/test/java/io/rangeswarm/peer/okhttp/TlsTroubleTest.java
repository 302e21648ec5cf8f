package io.rangeswarm.peer.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketException;
import okhttp3.Request;
import org.junit.jupiter.api.Test;

/** What people are told when a connection fails. */
class TlsTroubleTest {

    private static String why(String url, String said) {
        return JsonCalls.whyUnreachable(new Request.Builder().url(url).build(), new SocketException(said));
    }

    @Test
    void aConnectionThatBreaksBeforeTheAlertIsReadMayWantACertificate() {
        assertThat(why("https://localhost/", "Broken pipe")).contains("Broken pipe", "--tls-cert=FILE");
        assertThat(why("https://localhost/", "Connection reset")).contains("--tls-cert=FILE");
        assertThat(why("https://localhost/", "No route to host")).doesNotContain("--tls-cert");
        assertThat(why("http://localhost/", "Broken pipe")).doesNotContain("--tls-cert");
    }
}
