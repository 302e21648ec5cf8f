package io.rangeswarm.tracker.stats;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.rangeswarm.tracker.core.swarm.SwarmNumbers;
import java.util.function.ToLongFunction;
import org.springframework.stereotype.Component;

/** The swarm's size as gauges. None is labelled by file or peer: a swarm has as many of them as it likes. */
@Component
class SwarmGauges implements MeterBinder {

    private final RecentNumbers numbers;

    SwarmGauges(RecentNumbers numbers) {
        this.numbers = numbers;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "peers", "Live peers", SwarmNumbers::peers);
        gauge(registry, "files", "Files that live peers share", SwarmNumbers::files);
        gauge(registry, "seeds", "Pairs of peer and file where the peer holds all of it", SwarmNumbers::seeds);
        gauge(registry, "leeches", "Pairs of peer and file where the peer holds less", SwarmNumbers::leeches);
        gauge(registry, "shared.bytes", "Sum of the files' lengths, each file once", SwarmNumbers::sharedBytes);
        gauge(registry, "chunk.copies", "Chunks held, over all peers and files", SwarmNumbers::chunkCopies);
        gauge(registry, "peers.uploaded.bytes", "Sent by live peers, as they say", SwarmNumbers::uploadedBytes);
        gauge(registry, "peers.downloaded.bytes", "Fetched by live peers, as they say", SwarmNumbers::downloadedBytes);
    }

    private void gauge(MeterRegistry registry, String name, String description, ToLongFunction<SwarmNumbers> value) {
        Gauge.builder("rangeswarm.tracker." + name, numbers, recent -> value.applyAsLong(recent.get()))
                .description(description)
                .register(registry);
    }
}
