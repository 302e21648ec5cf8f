package io.rangeswarm.model.access;

import java.io.File;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The options under {@code rangeswarm.tls} of application.yml; empty is as good as null.
 *
 * @param cert PEM file of the certificate by which an app answers, its own first, then those between it and the authority
 * @param key PEM file of its private key, unencrypted, PKCS #8
 * @param ca PEM file of the authorities that are believed; null for those that Java brings
 * @param clientAuth whether callers have to show a certificate of these authorities: {@code none}, {@code want} or {@code need}
 */
public record TlsOptions(
        @Nullable String cert,
        @Nullable String key,
        @Nullable String ca,
        @Nullable String clientAuth) {

    /** Where the options stand. */
    public static final String PREFIX = "rangeswarm.tls";

    private static final String BUNDLE = "rangeswarm";

    /** @throws IllegalArgumentException that names the option which does not fit the others */
    public TlsOptions {
        cert = orNull(cert);
        key = orNull(key);
        ca = orNull(ca);
        clientAuth = orNull(clientAuth) == null
                ? "none"
                : String.valueOf(clientAuth).strip().toLowerCase(Locale.ROOT);
        if ((cert == null) != (key == null)) {
            throw new IllegalArgumentException("--tls-cert and --tls-key go together; only "
                    + (cert == null ? "--tls-key" : "--tls-cert") + " was given");
        }
        if (!clientAuth.matches("none|want|need")) {
            throw new IllegalArgumentException(
                    "--tls-client-auth must be none, want or need, not '" + clientAuth + "'");
        }
        if (!clientAuth.equals("none") && (cert == null || ca == null)) {
            throw new IllegalArgumentException("--tls-client-auth=" + clientAuth
                    + " needs --tls-cert and --tls-key, and --tls-ca for the authority of the callers' certificates");
        }
    }

    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    /** Without any TLS. */
    public static TlsOptions none() {
        return new TlsOptions(null, null, null, null);
    }

    /** Whether an app that was told this answers by TLS alone. */
    public boolean isServer() {
        return cert != null;
    }

    /** Whether anything was said about TLS. */
    public boolean isNamed() {
        return cert != null || ca != null;
    }

    /** The same with what stands on a command line, where it does. */
    public TlsOptions with(Optional<String> typedCert, Optional<String> typedKey, Optional<String> typedCa) {
        return new TlsOptions(typedCert.orElse(cert), typedKey.orElse(key), typedCa.orElse(ca), clientAuth);
    }

    /**
     * What makes Spring Boot's server answer so, and read the files anew when they change. Empty where the app does not
     * answer by TLS.
     */
    public Map<String, Object> serverProperties() {
        Map<String, Object> properties = new LinkedHashMap<>();
        if (cert != null && key != null) {
            String bundle = "spring.ssl.bundle.pem." + BUNDLE + ".";
            properties.put(bundle + "keystore.certificate", url(cert));
            properties.put(bundle + "keystore.private-key", url(key));
            properties.put(bundle + "reload-on-update", "true");
            if (ca != null) {
                properties.put(bundle + "truststore.certificate", url(ca));
            }
            properties.put("spring.ssl.bundle.watch.file.quiet-period", "1s");
            properties.put("server.ssl.bundle", BUNDLE);
            properties.put("server.ssl.client-auth", String.valueOf(clientAuth));
        }
        return properties;
    }

    private static String url(String file) {
        return new File(file).getAbsoluteFile().toURI().toString();
    }
}
