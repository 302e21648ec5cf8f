package io.rangeswarm.peer.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BandwidthTest {

    @ParameterizedTest
    @CsvSource({
        "8388608, 8388608",
        "8388608B, 8388608",
        "8388608 B/s, 8388608",
        "500k, 512000",
        "500KB, 512000",
        "500KiB, 512000",
        "8M, 8388608",
        "8MB, 8388608",
        "8mb, 8388608",
        "8MiB/s, 8388608",
        "20MB/s, 20971520",
        "1.5GB, 1610612736",
        "' 2 MB ', 2097152",
        "1KB, 1024",
        "+1024, 1024",
        "1024GB, 1099511627776",
        "1.0000001KB, 1024",
    })
    void readsWhatPeopleType(String typed, long bytesPerSecond) {
        assertThat(Bandwidth.parse(typed)).isEqualTo(new Bandwidth(bytesPerSecond));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", " unlimited "})
    void noneTakesTheLimitAway(String typed) {
        assertThat(Bandwidth.parse(typed)).isEqualTo(Bandwidth.UNLIMITED);
        assertThat(Bandwidth.parse(typed).isLimited()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "10MBB, 20MB",
        "fast, 20MB",
        "'', 20MB",
        "MB, 20MB",
        "1e6, 20MB",
        "'8,5MB', 1.5GB",
        "0x10, 20MB",
        "10TB, 1.5GB",
        "10MB/min, 20MB",
        "10Mbit, is in bits",
        "10 Mbit/s, in bits",
        "10Mbps, in bits",
        "0, too little",
        "0MB, too little",
        "-5, too little",
        "-5MB, too little",
        "1023, too little",
        "0.9KB, too little",
        "1025GB, more than",
        "999999999999999999999999999999GB, more than",
        "9223372036854775807, more than",
    })
    void saysWhatIsWrongAndWhatWouldBeRight(String typed, String says) {
        assertThatThrownBy(() -> Bandwidth.parse(typed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + typed + "' is ")
                .hasMessageContaining(says)
                .hasMessageContaining("none");
    }

    @Test
    void echoesLittleOfALongText() {
        assertThatThrownBy(() -> Bandwidth.parse("9".repeat(10_000)))
                .satisfies(wrong -> assertThat(wrong.getMessage()).hasSizeLessThan(300));
    }

    @ParameterizedTest
    @CsvSource({"8MB, 8MiB/s", "1024, 1KiB/s", "1500, 1500B/s", "1.5GB, 1536MiB/s", "1024GB, 1024GiB/s", "none, none"})
    void isWrittenSoThatItCanBeReadAgain(String typed, String written) {
        Bandwidth rate = Bandwidth.parse(typed);

        assertThat(rate).hasToString(written);
        assertThat(Bandwidth.parse(written)).isEqualTo(rate);
    }

    @Test
    void rejectsWhatCannotBe() {
        assertThatThrownBy(() -> new Bandwidth(1023)).hasMessageContaining("1023");
        assertThatThrownBy(() -> new Bandwidth((1L << 40) + 1)).hasMessageContaining("1099511627777");
    }
}
