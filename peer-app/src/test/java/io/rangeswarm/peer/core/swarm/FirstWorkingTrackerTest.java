package io.rangeswarm.peer.core.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.FileId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FirstWorkingTrackerTest {

    private static final PeerEndpoint A = new PeerEndpoint("http://a:8080");
    private static final PeerEndpoint B = new PeerEndpoint("http://b:8080");
    private static final PeerEndpoint C = new PeerEndpoint("http://c:8080");
    private static final FileId FILE = FileId.parse("ab".repeat(32));

    private final List<PeerEndpoint> asked = new ArrayList<>();
    private final Map<PeerEndpoint, Reply<?>> replies = new HashMap<>();

    private Tracker of(PeerEndpoint... endpoints) {
        return FirstWorkingTracker.of(List.of(endpoints), Scripted::new);
    }

    /** Answers as the test says, and good where it says nothing. */
    private final class Scripted extends FakeTracker {

        private final PeerEndpoint endpoint;

        Scripted(PeerEndpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public PeerEndpoint endpoint() {
            return endpoint;
        }

        @Override
        @SuppressWarnings("unchecked") // a failure carries no value
        public Reply<Boolean> withdrawFile(PeerCredentials self, FileId fileId) {
            asked.add(endpoint);
            return (Reply<Boolean>) replies.getOrDefault(endpoint, new Reply.Answered<>(true));
        }
    }

    private static Reply<Boolean> call(Tracker tracker) {
        return tracker.withdrawFile(new PeerCredentials("id", "token"), FILE);
    }

    private void fails(PeerEndpoint endpoint) {
        replies.put(endpoint, new Reply.Unreachable<>(endpoint + " is away"));
    }

    @Test
    void staysWithTheFirstWhileItWorks() {
        Tracker tracker = of(A, B);

        call(tracker);
        call(tracker);

        assertThat(asked).containsExactly(A, A);
        assertThat(tracker.endpoint()).isEqualTo(A);
    }

    @Test
    void movesToTheNextInTheSameCallAndStaysThere() {
        Tracker tracker = of(A, B, C);
        fails(A);
        fails(B);

        assertThat(call(tracker)).isEqualTo(new Reply.Answered<>(true));
        replies.clear();
        call(tracker);

        assertThat(asked).containsExactly(A, B, C, C);
        assertThat(tracker.endpoint()).isEqualTo(C);
        fails(C);
        call(tracker);
        assertThat(tracker.endpoint()).isEqualTo(A);
    }

    @Test
    void trackerWithoutItsDatabaseOrBehindAProxyThatMissesItDoesNotWork() {
        Tracker tracker = of(A, B);
        for (int status : new int[] {500, 502, 503, 504}) {
            replies.clear();
            replies.put(tracker.endpoint(), new Reply.Refused<>(status, Optional.empty(), "not now"));
            assertThat(call(tracker)).isEqualTo(new Reply.Answered<>(true));
        }
    }

    @Test
    void refusalIsAnAnswer() {
        Tracker tracker = of(A, B);
        Reply<Boolean> refusal = new Reply.Refused<>(404, Optional.of(ProblemType.UNKNOWN_PEER), "who?");
        replies.put(A, refusal);

        assertThat(call(tracker)).isEqualTo(refusal);
        assertThat(asked).containsExactly(A);
    }

    @Test
    void whenNoneWorksEachWasAskedOnceAndTheFirstSaysWhy() {
        Tracker tracker = of(A, B);
        fails(A);
        fails(B);

        assertThat(call(tracker).why()).isEqualTo(A + " is away");
        assertThat(asked).containsExactly(A, B);
        assertThat(tracker.endpoint()).isEqualTo(A);
    }

    @Test
    void knowsAllItsPlaces() {
        assertThat(of(A, B).endpoints()).containsExactly(A, B);
        assertThat(of(A).endpoints()).containsExactly(A);
        assertThatThrownBy(this::of).isInstanceOf(IllegalArgumentException.class);
    }
}
