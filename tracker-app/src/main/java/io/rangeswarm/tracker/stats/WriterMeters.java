package io.rangeswarm.tracker.stats;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.rangeswarm.tracker.core.swarm.GroupCommit;
import org.springframework.stereotype.Component;

/** How much the database has to do: what waits, how often is committed, how much of the time that takes. */
@Component
class WriterMeters implements MeterBinder {

    private final GroupCommit commits;

    WriterMeters(GroupCommit commits) {
        this.commits = commits;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("rangeswarm.tracker.changes.waiting", commits, GroupCommit::waiting)
                .description("Changes that wait to be written")
                .register(registry);
        FunctionCounter.builder("rangeswarm.tracker.commits", commits, GroupCommit::commits)
                .description("Transactions of changes that came together")
                .register(registry);
        FunctionCounter.builder(
                        "rangeswarm.tracker.writing.seconds",
                        commits,
                        writing -> writing.busy().toNanos() / 1e9)
                .description("Time that the writing threads were busy")
                .register(registry);
    }
}
