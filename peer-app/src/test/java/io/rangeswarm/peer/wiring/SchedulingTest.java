package io.rangeswarm.peer.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.task.ThreadPoolTaskSchedulerBuilder;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

class SchedulingTest {

    /** Of the size in spring.task.scheduling.pool.size, which Spring Boot's builder has. */
    @Test
    void asManyThreadsAsTheOptionsSay() {
        ThreadPoolTaskScheduler scheduler =
                new PeerWiring().taskScheduler(new ThreadPoolTaskSchedulerBuilder().poolSize(4));
        scheduler.initialize();

        assertThat(scheduler.getScheduledThreadPoolExecutor().getCorePoolSize()).isEqualTo(4);
        scheduler.shutdown();
    }
}
