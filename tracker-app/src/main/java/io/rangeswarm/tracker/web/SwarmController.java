package io.rangeswarm.tracker.web;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.SwarmView;
import io.rangeswarm.tracker.core.swarm.Holder;
import io.rangeswarm.tracker.core.watch.FluidBound;
import io.rangeswarm.tracker.core.watch.Forecast;
import io.rangeswarm.tracker.core.watch.SwarmLook;
import io.rangeswarm.tracker.core.watch.WatchedPeer;
import io.rangeswarm.tracker.core.watch.Watches;
import java.time.Duration;
import java.time.Instant;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** One swarm for people to look at. */
@RestController
class SwarmController {

    private final Watches watches;

    SwarmController(Watches watches) {
        this.watches = watches;
    }

    @GetMapping(ApiPaths.FILE_SWARM)
    ResponseEntity<SwarmView> swarm(@PathVariable String fileId) {
        SwarmLook look = watches.look(Parameters.fileId(fileId)).orElseThrow(() -> RefusedCall.unknownFile(fileId));
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(view(look));
    }

    private static SwarmView view(SwarmLook look) {
        Instant at = look.at();
        return new SwarmView(
                FilesController.view(look.file()),
                look.peers().stream().map(peer -> view(peer, at)).toList(),
                look.fetchedPerSecond(),
                view(look.forecast()),
                look.past().stream()
                        .map(moment -> new SwarmView.Moment(
                                Duration.between(moment.at(), at).toMillis() / 1e3,
                                moment.fetchedPerSecond(),
                                moment.heldBytes(),
                                moment.leeches()))
                        .toList(),
                look.goodFor().toMillis());
    }

    private static SwarmView.SwarmPeer view(WatchedPeer peer, Instant at) {
        Holder holder = peer.holder();
        return new SwarmView.SwarmPeer(
                holder.peerId().toString(),
                holder.profile().endpoint().url(),
                holder.profile().name(),
                holder.profile().zone(),
                holder.held().size(),
                SwarmView.SwarmPeer.bitfield(holder.held()),
                Math.max(0, Duration.between(at, holder.leaseUntil()).toSeconds()),
                peer.rates().fetching(),
                peer.rates().sending(),
                holder.transferred().uploadedBytes(),
                holder.transferred().downloadedBytes());
    }

    private static SwarmView.Forecast view(Forecast forecast) {
        FluidBound bound = forecast.bound();
        return new SwarmView.Forecast(
                forecast.lastDoneSeconds(),
                forecast.lastPeer(),
                forecast.standing(),
                bound == null ? null : bound.seconds(),
                bound == null ? null : bound.bottleneck().name());
    }
}
