package io.rangeswarm.model.access;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What a client needs to call by TLS: whom it believes, and the certificate that it shows to whoever asks for one.
 *
 * @param trust the authorities that were named and no others, or those that Java brings
 */
public record TlsClient(SSLSocketFactory sockets, X509TrustManager trust) {

    /**
     * Reads the files that the options name.
     *
     * @throws UnusableOption that says what is wrong with one of them
     */
    public static TlsClient by(TlsOptions options) {
        try {
            KeyManager[] own = options.isServer() ? own(options) : new KeyManager[0];
            X509TrustManager trust = trust(options.ca());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own, new TrustManager[] {trust}, new SecureRandom());
            return new TlsClient(context.getSocketFactory(), trust);
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException("this Java has no TLS", impossible);
        }
    }

    private static KeyManager[] own(TlsOptions options) throws GeneralSecurityException, IOException {
        List<X509Certificate> chain = PemFiles.certificates("--tls-cert", String.valueOf(options.cert()));
        PrivateKey key = PemFiles.key("--tls-key", String.valueOf(options.key()), chain.get(0));
        KeyStore store = empty();
        store.setKeyEntry("own", key, new char[0], chain.toArray(X509Certificate[]::new));
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, new char[0]);
        return managers.getKeyManagers();
    }

    private static X509TrustManager trust(@Nullable String ca) throws GeneralSecurityException, IOException {
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(ca == null ? null : storeOf(ca));
        return Arrays.stream(managers.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("this Java trusts nobody"));
    }

    private static KeyStore storeOf(String ca) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        List<X509Certificate> authorities = PemFiles.certificates("--tls-ca", ca);
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("ca" + i, authorities.get(i));
        }
        return store;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
