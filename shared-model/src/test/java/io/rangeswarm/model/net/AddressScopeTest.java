package io.rangeswarm.model.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressScopeTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, LOOPBACK",
        "127.9.9.9, LOOPBACK",
        "::1, LOOPBACK",
        "::ffff:127.0.0.1, LOOPBACK",
        "10.0.0.7, PRIVATE",
        "172.16.0.1, PRIVATE",
        "172.31.255.255, PRIVATE",
        "192.168.1.1, PRIVATE",
        "169.254.0.1, PRIVATE",
        "100.64.0.1, PRIVATE",
        "100.127.1.1, PRIVATE",
        "fe80::1, PRIVATE",
        "fd12::1, PRIVATE",
        "172.32.0.1, PUBLIC",
        "100.128.0.1, PUBLIC",
        "8.8.8.8, PUBLIC",
        "192.0.2.2, PRIVATE",
        "198.51.100.9, PRIVATE",
        "203.0.113.1, PRIVATE",
        "198.19.0.1, PRIVATE",
        "192.0.3.1, PUBLIC",
        "198.20.0.1, PUBLIC",
        "2001:db8::1, PRIVATE",
        "2001:db9::1, PUBLIC",
        "2a00::1, PUBLIC",
        "169.254.169.254, NONE",
        "fd00:ec2::254, NONE",
        "::ffff:169.254.169.254, NONE",
        "100.100.100.200, NONE",
        "224.0.0.1, NONE",
        "239.255.255.255, NONE",
        "ff02::1, NONE",
        "0.0.0.0, NONE",
        "0.1.2.3, NONE",
        "::, NONE",
        "240.0.0.1, NONE",
        "255.255.255.255, NONE",
        "64:ff9b::169.254.169.254, NONE",
        "64:ff9b::10.0.0.1, PRIVATE",
        "2002:7f00:1::, LOOPBACK",
        "2002:808:808::, PUBLIC",
        "::10.0.0.1, PRIVATE"
    })
    void tellsFromWhereAnAddressIsReached(String address, AddressScope scope) throws UnknownHostException {
        assertThat(AddressScope.of(InetAddress.getByName(address))).isEqualTo(scope);
    }
}
