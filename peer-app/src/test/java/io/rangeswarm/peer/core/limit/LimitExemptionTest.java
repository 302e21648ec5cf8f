package io.rangeswarm.peer.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitExemptionTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true, true",
        "127.8.9.10, true, true",
        "::1, true, true",
        "::ffff:127.0.0.1, true, true",
        "10.1.2.3, false, true",
        "172.16.0.1, false, true",
        "172.31.255.255, false, true",
        "192.168.178.20, false, true",
        "::ffff:192.168.1.1, false, true",
        "169.254.1.1, false, true",
        "fe80::1, false, true",
        "fd12:3456::1, false, true",
        "fc00::1, false, true",
        "172.32.0.1, false, false",
        "192.169.0.1, false, false",
        "8.8.8.8, false, false",
        "100.64.0.1, false, false",
        "2001:db8::1, false, false",
        "fe00::1, false, false",
    })
    void knowsLoopbackAndPrivateAddresses(String address, boolean loopback, boolean isPrivate)
            throws UnknownHostException {
        InetAddress remote = InetAddress.getByName(address); // a literal: nothing is looked up

        assertThat(LimitExemption.NONE.covers(remote)).isFalse();
        assertThat(LimitExemption.LOOPBACK.covers(remote)).isEqualTo(loopback);
        assertThat(LimitExemption.PRIVATE.covers(remote)).isEqualTo(isPrivate);
    }

    @Test
    void isReadAsItIsWritten() {
        for (LimitExemption exemption : LimitExemption.values()) {
            assertThat(LimitExemption.parse(exemption.toString())).isEqualTo(exemption);
        }
        assertThat(LimitExemption.parse(" Loopback ")).isEqualTo(LimitExemption.LOOPBACK);
        assertThatThrownBy(() -> LimitExemption.parse("lan"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'lan' must be none, loopback or private");
    }
}
