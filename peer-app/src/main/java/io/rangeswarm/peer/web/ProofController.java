package io.rangeswarm.peer.web;

import io.rangeswarm.model.access.EndpointProof;
import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.peer.web.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Shows trackers that this peer is where it says: open to all, for it tells nobody anything else. */
@RestController
public final class ProofController {

    private final String secret;

    /** @param secret with which this peer registers */
    public ProofController(String secret) {
        this.secret = secret;
    }

    @GetMapping(ApiPaths.PROOFS + "{challenge}")
    ResponseEntity<byte[]> prove(@PathVariable String challenge) {
        if (!EndpointProof.isOne(challenge)) {
            throw new ProblemException(
                    ProblemType.INVALID_REQUEST,
                    "a challenge is " + EndpointProof.LENGTH + " hexadecimal digits (0-9 a-f)",
                    "challenge");
        }
        byte[] answer = EndpointProof.answer(challenge, secret).getBytes(StandardCharsets.US_ASCII);
        return ResponseEntity.ok()
                .contentType(MediaType.TEXT_PLAIN)
                .contentLength(answer.length)
                .cacheControl(CacheControl.noStore())
                .body(answer);
    }
}
