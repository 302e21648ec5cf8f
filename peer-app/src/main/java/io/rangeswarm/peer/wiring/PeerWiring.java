package io.rangeswarm.peer.wiring;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.rangeswarm.peer.core.download.Downloads;
import io.rangeswarm.peer.core.download.Mirror;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.limit.Bandwidth;
import io.rangeswarm.peer.core.limit.TransferLimits;
import io.rangeswarm.peer.core.registration.TrackerMembership;
import io.rangeswarm.peer.core.share.Recheck;
import io.rangeswarm.peer.core.share.ShareFolder;
import io.rangeswarm.peer.web.upload.OpenFiles;
import io.rangeswarm.peer.web.upload.UploadLimit;
import io.rangeswarm.peer.web.upload.UploadSlots;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.task.ThreadPoolTaskSchedulerBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** The whole peer. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PeerOptions.class)
@Import({AccessWiring.class, ServingWiring.class, FetchingWiring.class, OldEndpoints.class})
public class PeerWiring {

    @Bean
    ThreadPoolTaskScheduler taskScheduler(ThreadPoolTaskSchedulerBuilder builder) {
        return builder.build();
    }

    @Bean
    Schedules schedules(
            TaskScheduler scheduler,
            PeerOptions options,
            ShareFolder share,
            RescanWish rescanWish,
            Recheck recheck,
            TrackerMembership membership,
            Downloads downloads,
            Mirror mirror,
            FetchRequests fetchRequests,
            ServedPort port,
            InstantSource clock) {
        return new Schedules(
                scheduler,
                options,
                share,
                rescanWish,
                recheck,
                membership,
                downloads,
                mirror,
                fetchRequests,
                port,
                clock);
    }

    /** What Prometheus is told of the serving side; no label names a file or another peer. */
    @Bean
    MeterBinder servingMetrics(UploadSlots slots, UploadLimit limit, OpenFiles files) {
        return registry -> {
            FunctionCounter.builder("rangeswarm.peer.uploaded", slots, UploadSlots::uploadedBytes)
                    .baseUnit("bytes")
                    .description("File bytes sent to other peers and clients")
                    .register(registry);
            FunctionCounter.builder("rangeswarm.peer.uploads.refused", slots, UploadSlots::refused)
                    .description("Requests turned away because the requester's share of the upload slots was taken")
                    .register(registry);
            Gauge.builder("rangeswarm.peer.uploads.active", slots, UploadSlots::active)
                    .description("Uploads that have a slot now")
                    .register(registry);
            Gauge.builder("rangeswarm.peer.uploads.waiting", limit, UploadLimit::waiting)
                    .description("Uploads that wait for their turn under the upload limit")
                    .register(registry);
            Gauge.builder("rangeswarm.peer.files.open", files, OpenFiles::count)
                    .description("Files kept open for the next request")
                    .register(registry);
            FunctionCounter.builder("rangeswarm.peer.files.opened", files, OpenFiles::opened)
                    .description("How often a file was opened to be served")
                    .register(registry);
        };
    }

    /** What Prometheus is told of the disk. */
    @Bean
    MeterBinder damageMetrics(ShareFolder share, Recheck recheck) {
        return registry -> {
            Gauge.builder(
                            "rangeswarm.peer.files.damaged",
                            share,
                            folder -> folder.damaged().size())
                    .description("Files that are not shared because their bytes are not what was hashed")
                    .register(registry);
            FunctionCounter.builder("rangeswarm.peer.rechecked", recheck, Recheck::readBytes)
                    .baseUnit("bytes")
                    .description("Bytes of shared files that were read again to see whether they are still right")
                    .register(registry);
        };
    }

    /** What Prometheus is told of the rest. */
    @Bean
    MeterBinder peerMetrics(LongAdder downloadedBytes, Holdings holdings, Downloads downloads, TransferLimits limits) {
        return registry -> {
            FunctionCounter.builder("rangeswarm.peer.downloaded", downloadedBytes, LongAdder::sum)
                    .baseUnit("bytes")
                    .description("File bytes that came from other peers, wrong ones included")
                    .register(registry);
            Gauge.builder(
                            "rangeswarm.peer.files.held",
                            holdings,
                            known -> known.all().size())
                    .description("Files of which this peer holds something")
                    .register(registry);
            Gauge.builder(
                            "rangeswarm.peer.upload.limit",
                            limits,
                            now -> gauge(now.current().upload()))
                    .baseUnit("bytes.per.second")
                    .description("What all uploads together may send; NaN while there is no limit")
                    .register(registry);
            Gauge.builder(
                            "rangeswarm.peer.download.limit",
                            limits,
                            now -> gauge(now.current().download()))
                    .baseUnit("bytes.per.second")
                    .description("What all downloads together may receive; NaN while there is no limit")
                    .register(registry);
            Gauge.builder("rangeswarm.peer.downloads.unfinished", downloads, Downloads::unfinished)
                    .description("Downloads that run or wait")
                    .register(registry);
        };
    }

    private static double gauge(Bandwidth limit) {
        return limit.isLimited() ? limit.bytesPerSecond() : Double.NaN;
    }
}
