package io.rangeswarm.tracker.wiring;

import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.config.IntervalTask;

/**
 * What the tracker does again and again while it runs. Spring's annotations for that would look at each method of each bean, which
 * takes a twentieth of a start. Spring starts and stops it from one thread.
 */
final class Chores implements SmartLifecycle {

    private final TaskScheduler scheduler;
    private final List<IntervalTask> tasks;
    private volatile List<ScheduledFuture<?>> running = List.of();

    /** @param tasks each is run, and then again when so much time has passed since it ended */
    Chores(TaskScheduler scheduler, List<IntervalTask> tasks) {
        this.scheduler = scheduler;
        this.tasks = List.copyOf(tasks);
    }

    @Override
    public void start() {
        running = tasks.stream().<ScheduledFuture<?>>map(this::schedule).toList();
    }

    private ScheduledFuture<?> schedule(IntervalTask task) {
        return scheduler.scheduleWithFixedDelay(
                task.getRunnable(),
                scheduler.getClock().instant().plus(task.getInitialDelayDuration()),
                task.getIntervalDuration());
    }

    /** What runs is finished. */
    @Override
    public void stop() {
        running.forEach(task -> task.cancel(false));
        running = List.of();
    }

    @Override
    public boolean isRunning() {
        return !running.isEmpty();
    }
}
