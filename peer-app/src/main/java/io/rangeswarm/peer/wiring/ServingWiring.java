package io.rangeswarm.peer.wiring;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.peer.core.download.Downloads;
import io.rangeswarm.peer.core.download.FileFinder;
import io.rangeswarm.peer.core.holding.Holdings;
import io.rangeswarm.peer.core.holding.KnownPeers;
import io.rangeswarm.peer.core.limit.TransferLimits;
import io.rangeswarm.peer.core.share.Rescan;
import io.rangeswarm.peer.core.share.ShareFolder;
import io.rangeswarm.peer.web.BodySizeLimit;
import io.rangeswarm.peer.web.DownloadsController;
import io.rangeswarm.peer.web.FilesController;
import io.rangeswarm.peer.web.LimitsController;
import io.rangeswarm.peer.web.LocalCallersOnly;
import io.rangeswarm.peer.web.PeerTomcat;
import io.rangeswarm.peer.web.ProgressEvents;
import io.rangeswarm.peer.web.SharesController;
import io.rangeswarm.peer.web.content.ChunkContentServlet;
import io.rangeswarm.peer.web.content.FileContentServlet;
import io.rangeswarm.peer.web.problem.ErrorPage;
import io.rangeswarm.peer.web.problem.ProblemAdvice;
import io.rangeswarm.peer.web.upload.UploadDrain;
import io.rangeswarm.peer.web.upload.UploadSlots;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The serving side: the share folder and what is answered about it. */
@Configuration(proxyBeanMethods = false)
class ServingWiring {

    /** Below spring.lifecycle.timeout-per-shutdown-phase. */
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(8);

    @Bean
    Holdings holdings() {
        return new Holdings();
    }

    @Bean(destroyMethod = "shutdownNow")
    ExecutorService hashingThreads() {
        return Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), task -> {
            Thread thread = new Thread(task, "hashing");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Bean
    FolderLock folderLock(PeerOptions options) throws IOException {
        return FolderLock.take(options.share());
    }

    /** @param lock is taken before the folder's records are opened */
    @Bean
    ShareFolder shareFolder(
            PeerOptions options, Holdings holdings, ExecutorService hashingThreads, RescanWish wish, FolderLock lock)
            throws IOException {
        return ShareFolder.open(new ShareFolder.Settings(
                options.share(),
                holdings,
                hashingThreads,
                Runtime.getRuntime().availableProcessors(),
                Clock.systemUTC(),
                wish));
    }

    @Bean
    RescanWish rescanWish() {
        return new RescanWish();
    }

    @Bean
    TransferLimits transferLimits(PeerOptions options) {
        return new TransferLimits(options.limits());
    }

    @Bean
    LimitsController limitsController(TransferLimits limits) {
        return new LimitsController(limits);
    }

    @Bean
    UploadSlots uploadSlots(PeerOptions options) {
        return new UploadSlots(options.uploadSlots());
    }

    @Bean
    UploadDrain uploadDrain(UploadSlots slots) {
        return new UploadDrain(slots, DRAIN_TIMEOUT);
    }

    @Bean
    PeerTomcat peerTomcat(PeerOptions options) {
        return new PeerTomcat(options.portsTried());
    }

    @Bean
    ServedPort servedPort() {
        return new ServedPort();
    }

    @Bean
    ServletRegistrationBean<FileContentServlet> fileContent(Holdings holdings, UploadSlots slots) {
        return new ServletRegistrationBean<>(new FileContentServlet(holdings, slots), ApiPaths.CONTENT + "*");
    }

    @Bean
    ServletRegistrationBean<ChunkContentServlet> chunkContent(Holdings holdings, UploadSlots slots) {
        return new ServletRegistrationBean<>(new ChunkContentServlet(holdings, slots), ApiPaths.CHUNK + "*");
    }

    @Bean
    FilterRegistrationBean<LocalCallersOnly> localCallersOnly() {
        FilterRegistrationBean<LocalCallersOnly> first = new FilterRegistrationBean<>(new LocalCallersOnly());
        first.setOrder(0);
        return first;
    }

    @Bean
    FilterRegistrationBean<BodySizeLimit> bodySizeLimit() {
        FilterRegistrationBean<BodySizeLimit> second =
                new FilterRegistrationBean<>(new BodySizeLimit(BodySizeLimit.DEFAULT_BYTES_MAX));
        second.setOrder(1);
        return second;
    }

    @Bean
    ErrorPage errorPage() {
        return new ErrorPage();
    }

    @Bean
    ProblemAdvice problemAdvice() {
        return new ProblemAdvice();
    }

    @Bean
    FilesController filesController(Holdings holdings, Downloads downloads) {
        KnownPeers others = downloads::knownPeers;
        return new FilesController(holdings, others);
    }

    @Bean
    SharesController sharesController(Holdings holdings, Rescan rescan) {
        return new SharesController(holdings, rescan);
    }

    @Bean(destroyMethod = "shutdownNow")
    ScheduledExecutorService progressSchedule() {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "progress-events");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Bean
    DownloadsController downloadsController(
            Downloads downloads, FileFinder finder, ScheduledExecutorService progressSchedule) {
        return new DownloadsController(downloads, finder, new ProgressEvents(progressSchedule));
    }
}
