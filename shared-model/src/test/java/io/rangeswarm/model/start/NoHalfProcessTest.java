package io.rangeswarm.model.start;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoHalfProcessTest {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final List<Integer> ended = new ArrayList<>();
    private final NoHalfProcess watch = new NoHalfProcess(new PrintStream(said, true, UTF_8), ended::add);

    @Test
    void endsInOneLineWhenTheJvmCanDoNoMore() {
        watch.uncaughtException(new Thread("poller"), new OutOfMemoryError("unable to create native thread"));

        assertThat(ended).containsExactly(3);
        assertThat(said.toString(UTF_8))
                .hasLineCount(1)
                .startsWith("poller ended")
                .contains("unable to create native thread");
    }

    @Test
    void anyOtherDeathIsToldAndNoMore() {
        watch.uncaughtException(new Thread("worker"), new IllegalStateException("a mistake"));

        assertThat(ended).isEmpty();
        assertThat(said.toString(UTF_8))
                .startsWith("Exception in thread \"worker\" java.lang.IllegalStateException: a mistake");
    }
}
