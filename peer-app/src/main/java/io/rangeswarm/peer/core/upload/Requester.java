package io.rangeswarm.peer.core.upload;

import io.rangeswarm.model.api.ApiHeaders;

/**
 * Who asks for bytes: an address and, among the many that may be behind it, what the request calls itself.
 *
 * @param address cannot be forged: answers go there
 * @param name anybody may choose any, so it only divides what its address gets; empty for none
 */
public record Requester(String address, String name) {

    /** A name that is too long counts as none. */
    public Requester {
        name = name.length() > ApiHeaders.PEER_LENGTH_MAX ? "" : name;
    }
}
