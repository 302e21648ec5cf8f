package io.rangeswarm.peer.web;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.OptionView;
import io.rangeswarm.model.api.PeerStatus;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** For this machine's user: how the peer does, and what it was told to do. */
@RestController
public final class StatusController {

    private final Supplier<PeerStatus> status;
    private final Supplier<List<OptionView>> options;

    public StatusController(Supplier<PeerStatus> status, Supplier<List<OptionView>> options) {
        this.status = status;
        this.options = options;
    }

    @GetMapping(ApiPaths.STATUS)
    PeerStatus status() {
        return status.get();
    }

    /** As the peer was started with them; limits may have been changed since. */
    @GetMapping(ApiPaths.OPTIONS)
    List<OptionView> options() {
        return options.get();
    }
}
