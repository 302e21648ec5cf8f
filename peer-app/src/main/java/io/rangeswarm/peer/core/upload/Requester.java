package io.rangeswarm.peer.core.upload;

/**
 * Who asks for bytes: an address and, among the many that may be behind it, what the request calls itself.
 *
 * @param address cannot be forged: answers go there
 * @param name anybody may choose any, so it only divides what its address gets; empty for none
 */
public record Requester(String address, String name) {

    /** In characters; a longer name counts as none. */
    public static final int NAME_LENGTH_MAX = 64;

    public Requester {
        name = name.length() > NAME_LENGTH_MAX ? "" : name;
    }
}
