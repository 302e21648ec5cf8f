package io.rangeswarm.peer.okhttp;

import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** What went wrong with TLS, in a line for people, to stand behind the endpoint. */
final class TlsTrouble {

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
