package io.rangeswarm.tracker.web;

import io.rangeswarm.model.access.EndpointProof;
import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.LeaseRenewal;
import io.rangeswarm.model.api.PeerPage;
import io.rangeswarm.model.api.PeerRegistered;
import io.rangeswarm.model.api.PeerRegistration;
import io.rangeswarm.model.api.PeerView;
import io.rangeswarm.tracker.core.catalog.Page;
import io.rangeswarm.tracker.core.swarm.Admission;
import io.rangeswarm.tracker.core.swarm.ArrivalListener;
import io.rangeswarm.tracker.core.swarm.Endpoint;
import io.rangeswarm.tracker.core.swarm.Peer;
import io.rangeswarm.tracker.core.swarm.PeerId;
import io.rangeswarm.tracker.core.swarm.PeerProfile;
import io.rangeswarm.tracker.core.swarm.PeerRegistry;
import io.rangeswarm.tracker.core.swarm.Transferred;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Peers come, stay and go. */
@RestController
class PeersController {

    private final PeerRegistry peers;
    private final NamedEndpoints named;
    private final ArrivalListener arrivals;

    PeersController(PeerRegistry peers, NamedEndpoints named, ArrivalListener arrivals) {
        this.peers = peers;
        this.arrivals = arrivals;
        this.named = named;
    }

    /** 201 for a new peer; 200 for one that shows the token of a live peer and so is that peer again. */
    @PostMapping(ApiPaths.PEERS)
    ResponseEntity<PeerRegistered> register(
            @RequestBody(required = false) @Nullable PeerRegistration body,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization,
            HttpServletRequest request) {
        PeerProfile profile = profile(InvalidRequest.body(body), request.getRemoteAddr());
        String proof = proof(InvalidRequest.body(body));
        named.require(profile.endpoint(), request.getRemoteAddr());
        Admission admission = peers.register(
                        profile, Callers.token(authorization).orElse(null), Callers.network(request.getRemoteAddr()))
                .orElseThrow(RefusedCall::of);
        if (proof != null) {
            arrivals.arrived(admission.id(), profile.endpoint(), proof);
        }
        PeerRegistered answer = new PeerRegistered(
                admission.id().toString(),
                admission.token().value(),
                (int) peers.terms().lease().toSeconds(),
                (int) peers.terms().pollAfter().toMillis());
        return admission.kind() == Admission.Kind.RETURNED
                ? ResponseEntity.ok(answer)
                : ResponseEntity.created(URI.create(ApiPaths.peer(answer.peerId())))
                        .body(answer);
    }

    private static @Nullable String proof(PeerRegistration body) {
        if (body.proof() != null && !EndpointProof.isOne(body.proof())) {
            throw new InvalidRequest(
                    "proof", "proof: must be " + EndpointProof.LENGTH + " hexadecimal digits (0-9 a-f)");
        }
        return body.proof();
    }

    private static PeerProfile profile(PeerRegistration body, String callerAddress) {
        return new PeerProfile(endpoint(body, callerAddress), label("name", body.name()), label("zone", body.zone()));
    }

    private static Endpoint endpoint(PeerRegistration body, String callerAddress) {
        String endpoint = body.endpoint();
        Integer port = body.port();
        if (endpoint != null && port == null) {
            return InvalidRequest.reading("endpoint", () -> new Endpoint(endpoint));
        }
        if (endpoint == null && port != null) {
            String scheme = body.scheme() == null ? "http" : body.scheme();
            if (!scheme.equals("http") && !scheme.equals("https")) {
                throw new InvalidRequest("scheme", "scheme: must be http or https");
            }
            return InvalidRequest.reading("port", () -> Endpoint.of(scheme, callerAddress, port));
        }
        throw new InvalidRequest(
                "endpoint",
                "endpoint: send exactly one of endpoint (http://host:port) and port (then at your address)");
    }

    private static @Nullable String label(String field, @Nullable String label) {
        try {
            PeerProfile.requireLabel(field, label);
            return label;
        } catch (IllegalArgumentException broken) {
            throw new InvalidRequest(field, field + ": " + broken.getMessage());
        }
    }

    @PutMapping(ApiPaths.PEER_LEASE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void renew(
            @PathVariable String peerId,
            @RequestBody(required = false) @Nullable LeaseRenewal body,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization) {
        PeerId id = Parameters.peerId(peerId);
        peers.renew(id, Callers.requiredToken(authorization), body == null ? null : transferred(body))
                .orElseThrow(RefusedCall::of);
    }

    /** Both counters or none: one alone would leave the other as old as it happens to be. */
    private static @Nullable Transferred transferred(LeaseRenewal body) {
        if (body.uploadedBytes() == null && body.downloadedBytes() == null) {
            return null;
        }
        return new Transferred(
                bytes("uploadedBytes", body.uploadedBytes()), bytes("downloadedBytes", body.downloadedBytes()));
    }

    private static long bytes(String field, @Nullable Long value) {
        long bytes = InvalidRequest.required(field, value);
        if (bytes < 0) {
            throw new InvalidRequest(field, field + ": must be 0 or more");
        }
        return bytes;
    }

    @DeleteMapping(ApiPaths.PEER)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void leave(
            @PathVariable String peerId,
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization) {
        PeerId id = Parameters.peerId(peerId);
        peers.leave(id, Callers.requiredToken(authorization)).orElseThrow(RefusedCall::of);
    }

    @GetMapping(ApiPaths.PEERS)
    PeerPage list(
            @RequestParam(required = false) @Nullable String page,
            @RequestParam(required = false) @Nullable String size) {
        Page<Peer> found = peers.list(Parameters.slice(page, size));
        return new PeerPage(
                found.items().stream().map(this::view).toList(),
                found.slice().page(),
                found.slice().size(),
                found.total());
    }

    @GetMapping(ApiPaths.PEER)
    PeerView one(@PathVariable String peerId) {
        return peers.find(Parameters.peerId(peerId)).map(this::view).orElseThrow(() -> RefusedCall.unknownPeer(peerId));
    }

    private PeerView view(Peer peer) {
        return new PeerView(
                peer.id().toString(),
                peer.profile().endpoint().url(),
                peer.profile().name(),
                peer.profile().zone(),
                Math.max(0, peers.leaseLeft(peer).toSeconds()),
                peer.files(),
                peer.transferred().uploadedBytes(),
                peer.transferred().downloadedBytes());
    }
}
