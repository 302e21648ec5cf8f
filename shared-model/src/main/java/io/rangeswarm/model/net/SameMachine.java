package io.rangeswarm.model.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Whether a caller is on the machine that it calls: what stands for its user where no token does. */
public final class SameMachine {

    /** What proxies add: behind one that runs on this machine everybody would seem to be on it. */
    public static final List<String> PROXIED = List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via");

    private SameMachine() {}

    /**
     * The remote address of an established TCP connection cannot be forged; one's own may be any of the machine's.
     *
     * @param remote the caller's address, as a literal
     * @param local the address that was called, as a literal
     */
    public static boolean isLoopbackOr(String remote, String local) {
        try {
            InetAddress literal = InetAddress.getByName(remote); // nothing is looked up
            return literal.isLoopbackAddress() || literal.equals(InetAddress.getByName(local));
        } catch (UnknownHostException noAddress) {
            return false;
        }
    }
}
