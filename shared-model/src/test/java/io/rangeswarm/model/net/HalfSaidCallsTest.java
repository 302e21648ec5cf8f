package io.rangeswarm.model.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HalfSaidCallsTest {

    private final HalfSaidCalls<String> calls = new HalfSaidCalls<>(2);

    @Test
    void theLongestWaitingGoesForOneMore() {
        assertThat(calls.begin("first")).isEmpty();
        assertThat(calls.begin("second")).isEmpty();
        assertThat(calls.begin("third")).contains("first");
        assertThat(calls.begin("fourth")).contains("second");
        assertThat(calls.size()).isEqualTo(2);
    }

    @Test
    void oneThatSaysALittleMoreIsNoYounger() {
        calls.begin("first");
        calls.begin("second");

        assertThat(calls.begin("first")).isEmpty();
        assertThat(calls.begin("third")).contains("first");
    }

    @Test
    void oneThatHasSaidAllMakesRoom() {
        calls.begin("first");
        calls.begin("second");
        calls.end("first");

        assertThat(calls.begin("third")).isEmpty();
        assertThat(calls.begin("fourth")).contains("second");
    }

    @Test
    void atLeastOneMayWait() {
        assertThatThrownBy(() -> new HalfSaidCalls<>(0)).hasMessageContaining("at least one");
    }
}
