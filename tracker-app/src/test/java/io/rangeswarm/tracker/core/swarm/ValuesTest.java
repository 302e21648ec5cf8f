package io.rangeswarm.tracker.core.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://10.0.0.7:9090",
                "http://pc-7.lab.example:1",
                "http://[fe80::1]:65535",
                "http://[::ffff:10.0.0.7]:80"
            })
    void takesEndpoints(String url) {
        assertThat(new Endpoint(url)).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.7:9090",
                "ftp://a:1",
                "http://a",
                "http://:1",
                "http://a:0",
                "http://a:65536",
                "http://a:99999",
                "http://a:-1",
                "http://a:1/",
                "http://a:1/x",
                "http://a:1?x",
                "http://a:1#x",
                "http://u@a:1",
                "http://u:p@a:1",
                "http://a b:1",
                "http://a:1\n",
                "http://[]:1",
                "http://[x::1]:1",
                "http://fe80::1:1",
                "HTTP://a:1"
            })
    void rejectsWhatIsNoEndpoint(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Endpoint(url));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.7, http://10.0.0.7:90",
        "0:0:0:0:0:0:0:1, http://[::1]:90",
        "fe80:0:0:0:1:0:0:2%eth0, http://[fe80::1:0:0:2]:90",
        "2001:db8:1:2:3:4:5:6, http://[2001:db8:1:2:3:4:5:6]:90"
    })
    void makesAnEndpointOfTheCallersAddress(String address, String url) {
        assertThat(Endpoint.of(address, 90)).isEqualTo(new Endpoint(url));
    }

    @Test
    void rejectsHostsOver253Characters() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Endpoint("http://" + "a".repeat(254) + ":1"));
    }

    @Test
    void randomPeerIdIsAVersion4UuidThatCanBeReadBack() {
        PeerId id = PeerId.random(new Random(1));

        assertThat(id.value().version()).isEqualTo(4);
        assertThat(id.value().variant()).isEqualTo(2);
        assertThat(PeerId.parse(id.toString())).isEqualTo(id);
        assertThatIllegalArgumentException().isThrownBy(() -> PeerId.parse("1-1-1-1-1"));
    }

    @Test
    void tokenKeepsItsSecretOutOfLogs() {
        assertThat(new PeerToken("secret")).hasToString("PeerToken[…]");
    }
}
