package io.rangeswarm.peer.core.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerEndpointTest {

    @ParameterizedTest
    @ValueSource(strings = {"http://host:80", "http://10.0.0.1:65535", "http://[::1]:8080", "http://a.b-c.example:1"})
    void isASchemeAHostAndAPort(String url) {
        assertThat(new PeerEndpoint(url)).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://",
                "http://host",
                "http://host:0",
                "http://host:65536",
                "http://host:99999999999",
                "http://host:-1",
                "ftp://host:443",
                "file:///etc/passwd",
                "file://host:80",
                "http:host:80",
                "http://user@host:80",
                "http://user:password@host:80",
                "http://host:80/",
                "http://host:80/path",
                "http://host:80?q",
                "http://host:80#f",
                "http://ho st:80",
                "http://host:80\r\nX: y",
                "http://under_score:80",
                "//host:80",
                "javascript:alert(1)"
            })
    void isNothingElse(String url) {
        assertThatThrownBy(() -> new PeerEndpoint(url)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isOfBoundedLength() {
        assertThatThrownBy(() -> new PeerEndpoint("http://" + "a".repeat(1_000_000) + ":80"))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(tooLong -> assertThat(tooLong.getMessage()).hasSizeLessThan(200));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.7, http://10.0.0.7:90, 10.0.0.7",
        "0:0:0:0:0:0:0:1, http://[::1]:90, [::1]",
        "fe80:0:0:0:1:0:0:2%eth0, http://[fe80::1:0:0:2]:90, [fe80::1:0:0:2]",
        "2001:db8:1:2:3:4:5:6, http://[2001:db8:1:2:3:4:5:6]:90, [2001:db8:1:2:3:4:5:6]"
    })
    void writesACallersAddressAsTheTrackerDoes(String address, String url, String host) {
        PeerEndpoint endpoint = PeerEndpoint.at(address, 90);

        assertThat(endpoint.url()).isEqualTo(url);
        assertThat(endpoint.host()).isEqualTo(host);
        assertThatThrownBy(() -> PeerEndpoint.at(address, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, http://localhost:8080",
        "localhost:9, http://localhost:9",
        "http://Host/, http://host:8080",
        "HTTP://host:81//, http://host:81",
        "'  10.0.0.1 ', http://10.0.0.1:8080",
        "[::1], http://[::1]:8080"
    })
    void readsWhatAPersonTypes(String typed, String meant) {
        assertThat(PeerEndpoint.ofTyped(typed, 8080).url()).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://host", "host/path", "host:port", "http://", "user@host", ""})
    void saysWhatIsWrongWithWhatAPersonTyped(String typed) {
        assertThatThrownBy(() -> PeerEndpoint.ofTyped(typed, 8080))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("endpoint");
    }

    @Test
    void credentialsKeepTheirSecretAndCanBeSent() {
        assertThat(new PeerCredentials("p-1", "hush").toString())
                .contains("p-1")
                .doesNotContain("hush");
        assertThatThrownBy(() -> new PeerCredentials("../x", "t")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PeerCredentials("p", "a\r\nb")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PeerCredentials("p", "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsSeveralWithCommasBetweenThem() {
        assertThat(PeerEndpoint.listOfTyped(" a, http://b:81/,,A:8080 ", 8080))
                .extracting(PeerEndpoint::url)
                .containsExactly("http://a:8080", "http://b:81");
        assertThatThrownBy(() -> PeerEndpoint.listOfTyped(" , ", 8080)).hasMessageContaining("0 endpoints");
        assertThatThrownBy(() -> PeerEndpoint.listOfTyped("a,b:x", 8080)).isInstanceOf(IllegalArgumentException.class);
    }
}
