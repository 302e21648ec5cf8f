package io.rangeswarm.tracker.stats;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.rangeswarm.tracker.core.swarm.SwarmEvents;
import org.springframework.stereotype.Component;

/** What happened in the swarm, as counters. */
@Component
class CountedEvents implements SwarmEvents {

    private final Counter peerRegistrations;
    private final Counter peerLeaves;
    private final Counter peerExpiries;
    private final Counter fileRegistrations;
    private final Counter chunkRegistrations;
    private final Counter polls;

    CountedEvents(MeterRegistry registry) {
        peerRegistrations =
                counter(registry, "peer.registrations", "Peers that registered, again or for the first time");
        peerLeaves = counter(registry, "peer.leaves", "Peers that said goodbye");
        peerExpiries = counter(registry, "peer.expiries", "Peers whose lease ran out");
        fileRegistrations = counter(registry, "file.registrations", "Files that peers registered");
        chunkRegistrations = counter(registry, "chunk.registrations", "Chunks that peers came to hold of files");
        polls = counter(registry, "polls", "Questions for the sources of a file");
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder("rangeswarm.tracker." + name)
                .description(description)
                .register(registry);
    }

    @Override
    public void peerRegistered() {
        peerRegistrations.increment();
    }

    @Override
    public void peerLeft() {
        peerLeaves.increment();
    }

    @Override
    public void peersExpired(int count) {
        peerExpiries.increment(count);
    }

    @Override
    public void filesRegistered(int count) {
        fileRegistrations.increment(count);
    }

    @Override
    public void chunksRegistered(int count) {
        chunkRegistrations.increment(count);
    }

    @Override
    public void locationsAsked() {
        polls.increment();
    }
}
