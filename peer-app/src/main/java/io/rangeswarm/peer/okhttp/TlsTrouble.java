package io.rangeswarm.peer.okhttp;

import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** What went wrong with TLS, in a line for people, to stand behind the endpoint. */
final class TlsTrouble {

    /** What Java and OkHttp say when the other side has closed the connection. */
    private static final List<String> BROKEN = List.of(
            "Broken pipe", "Connection reset", "unexpected end of stream", "terminated the handshake", "close_notify");

    private TlsTrouble() {}

    /** Empty when it was something else. */
    static Optional<String> of(IOException failed) {
        if (failed instanceof SSLPeerUnverifiedException) {
            return Optional.of("shows a certificate that is not for this name or address");
        }
        if (!(failed instanceof SSLException)) {
            return Optional.empty();
        }
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            Optional<String> why = of(cause);
            if (why.isPresent()) {
                return why;
            }
        }
        return Optional.empty();
    }

    /**
     * To stand behind what else went wrong on a connection with TLS. Since TLS 1.3 a server looks at the client's certificate when the
     * client already sends its request, so that the connection may break before the client hears why (RFC 8446 §4.4.2.4).
     */
    static String hintAt(IOException failed) {
        String said = String.valueOf(failed.getMessage());
        return BROKEN.stream().anyMatch(said::contains)
                ? "; it may want to see a certificate: --tls-cert=FILE and --tls-key=FILE"
                : "";
    }

    private static Optional<String> of(Throwable cause) {
        if (cause instanceof CertificateExpiredException) {
            return Optional.of("shows a certificate that has expired");
        }
        if (cause instanceof CertificateNotYetValidException) {
            return Optional.of("shows a certificate that is not valid yet; do the clocks agree?");
        }
        if (cause instanceof CertPathBuilderException
                || (cause instanceof CertPathValidatorException && cause.getCause() == null)) {
            return Optional.of(
                    "shows a certificate of an authority that is not known here; name it with --tls-ca=FILE");
        }
        String said = String.valueOf(cause.getMessage());
        if (said.contains("certificate_required") || said.contains("bad_certificate")) {
            return Optional.of(
                    "wants to see a certificate of ours, or another one: --tls-cert=FILE and --tls-key=FILE");
        }
        return said.contains("Unsupported or unrecognized SSL message")
                ? Optional.of("does not speak TLS; is it http://?")
                : Optional.empty();
    }
}
