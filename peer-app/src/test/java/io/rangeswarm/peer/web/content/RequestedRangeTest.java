package io.rangeswarm.peer.web.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.ByteRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 §14.1 and §14.2, for a representation of 1000 bytes. */
class RequestedRangeTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    bytes=0-0                           | 0   | 1
                    bytes=0-999                         | 0   | 1000
                    bytes=5-9                           | 5   | 10
                    bytes=999-                          | 999 | 1000
                    bytes=0-                            | 0   | 1000
                    bytes=500-5000                      | 500 | 1000
                    bytes=500-99999999999999999999999   | 500 | 1000
                    bytes=500-9223372036854775807       | 500 | 1000
                    bytes=-1                            | 999 | 1000
                    bytes=-1000                         | 0   | 1000
                    bytes=-1001                         | 0   | 1000
                    bytes=-99999999999999999999999      | 0   | 1000
                    BYTES=5-9                           | 5   | 10
                    bytes= 5-9 ,                        | 5   | 10
                    bytes=,,5-9                         | 5   | 10
                    bytes=007-009                       | 7   | 10
                    bytes=5-9,2000-3000                 | 5   | 10
                    """)
    void asksForAPart(String header, long start, long end) {
        assertThat(RequestedRange.parse(header, 1000)).isEqualTo(new RequestedRange.Part(new ByteRange(start, end)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=1000-",
                "bytes=1000-1000",
                "bytes=-0",
                "bytes=-000",
                "bytes=99999999999999999999999-",
                "bytes=9223372036854775807-9223372036854775807",
                "bytes=99999999999999999999998-99999999999999999999999",
                "bytes=2000-3000,4000-",
            })
    void hasNoByteInTheRepresentation(String header) {
        assertThat(RequestedRange.parse(header, 1000)).isEqualTo(new RequestedRange.Unsatisfiable());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=,",
                "bytes=-",
                "bytes=5-1",
                "bytes=99999999999999999999999-1",
                "bytes=a-b",
                "bytes=1-2-3",
                "bytes=--1",
                "bytes=+1-2",
                "bytes=0x1-2",
                "bytes=1 - 2",
                "bytes=\u0661-\u0662",
                "bytes 1-2",
                "5-9",
                "items=0-1",
                "chunks=0-1",
                "bytes=0-1,5-4",
                "bytes=0-1,x",
            })
    void isIgnoredWhenNotUnderstood(String header) {
        assertThat(RequestedRange.parse(header, 1000)).isEqualTo(new RequestedRange.Whole());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-0,5-9", "bytes=0-,0-,0-", "bytes=0-99,100-199", "bytes=0-0,-1"})
    void severalRangesAreIgnored(String header) {
        assertThat(RequestedRange.parse(header, 1000)).isEqualTo(new RequestedRange.Whole());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-", "bytes=0-0", "bytes=-1", "bytes=-0"})
    void theEmptyFileHasNoRange(String header) {
        assertThat(RequestedRange.parse(header, 0)).isEqualTo(new RequestedRange.Unsatisfiable());
    }
}
