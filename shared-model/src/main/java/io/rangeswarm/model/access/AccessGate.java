package io.rangeswarm.model.access;

import io.rangeswarm.model.api.ApiPaths;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may call an app that needs a token: whoever shows it, whoever has a signed link, and whoever asks whether the app lives. */
public final class AccessGate {

    /** What a 401 says, and what its {@code WWW-Authenticate} asks browsers for (RFC 7617). */
    public static final String HOW =
            "this needs the access token: send it in the header Rangeswarm-Access (curl -H @FILE, with"
                    + " the line 'Rangeswarm-Access: TOKEN' in it), or as the password to any user name";

    public static final String CHALLENGE = "Basic realm=\"rangeswarm\", charset=\"UTF-8\"";

    /** Probes have no token; they hear up or down and nothing more. */
    private static final Set<String> OPEN =
            Set.of("/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness");

    private final AccessToken token;
    private final LinkSigner signer;

    public AccessGate(AccessToken token, LinkSigner signer) {
        this.token = token;
        this.signer = signer;
    }

    /** By what a call may pass. */
    public enum Verdict {
        /** It asks for nothing that is anybody's. */
        OPEN,
        TOKEN,
        /** Only to read the one file that the link names. */
        LINK,
        REFUSED
    }

    /**
     * Both forms of the path have to be let in: some handlers go by the one and some by the other, and a path that means
     * two things would be judged as the harmless one.
     *
     * @param rawPath as it was sent
     * @param path decoded, and without dot segments
     * @param header {@code Rangeswarm-Access}
     * @param authorization {@code Authorization}
     */
    public Verdict judge(
            String method, String rawPath, String path, @Nullable String header, @Nullable String authorization) {
        if (token.isShownBy(header, authorization)) {
            return Verdict.TOKEN;
        }
        boolean reads = method.equals("GET") || method.equals("HEAD");
        if (reads && isOpen(rawPath) && isOpen(path)) {
            return Verdict.OPEN;
        }
        return reads && signer.opens(rawPath) && signer.opens(path) ? Verdict.LINK : Verdict.REFUSED;
    }

    /** The proofs that a peer is where it says are of use to nobody else. */
    private static boolean isOpen(String path) {
        boolean isProof =
                path.startsWith(ApiPaths.PROOFS) && EndpointProof.isOne(path.substring(ApiPaths.PROOFS.length()));
        return isProof || OPEN.contains(path);
    }

    /** The part behind a signed path's grant: {@code /FILE…}; a path that is not signed stays as it is. */
    public static String behindGrant(String path) {
        if (!path.startsWith(ApiPaths.SIGNED)) {
            return path;
        }
        int end = path.indexOf('/', ApiPaths.SIGNED.length());
        return end < 0 ? path : path.substring(end);
    }
}
