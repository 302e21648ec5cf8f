package io.rangeswarm.model.access;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys as people keep them (RFC 7468), with what is wrong with a file in one line. */
final class PemFiles {

    /** A chain of certificates is a few KB; whatever has been named by mistake is not read to its end. */
    private static final long BYTES_MAX = 1 << 20;

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    /** By the name of the key's algorithm, one to sign with. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private PemFiles() {}

    /** At least one. @throws UnusableOption that says what is wrong with the file */
    static List<X509Certificate> certificates(String option, String file) {
        byte[] pem = read(option, file).getBytes(StandardCharsets.ISO_8859_1);
        try {
            List<X509Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (certificates.isEmpty()) {
                throw new UnusableOption(option + ": there is no certificate (BEGIN CERTIFICATE) in " + file);
            }
            return certificates;
        } catch (CertificateException broken) {
            throw new UnusableOption(option + ": what is in " + file + " is no certificate in PEM (BEGIN CERTIFICATE)");
        }
    }

    /** The key of this certificate. @throws UnusableOption that says what is wrong with the file */
    static PrivateKey key(String option, String file, X509Certificate certificate) {
        Matcher pem = KEY.matcher(read(option, file));
        if (!pem.find()) {
            throw new UnusableOption(option + ": there is no unencrypted PKCS #8 key (BEGIN PRIVATE KEY) in " + file
                    + "; 'openssl pkcs8 -topk8 -nodes -in " + file + "' makes one");
        }
        PublicKey counterpart = certificate.getPublicKey();
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(pem.group(1));
            PrivateKey key =
                    KeyFactory.getInstance(counterpart.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(bytes));
            if (fit(key, counterpart)) {
                return key;
            }
        } catch (GeneralSecurityException | IllegalArgumentException another) {
            // of another kind than the certificate's, or none
        }
        throw new UnusableOption(option + ": the key in " + file + " is not that of the certificate");
    }

    private static boolean fit(PrivateKey key, PublicKey counterpart) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(SIGNATURES.getOrDefault(counterpart.getAlgorithm(), "EdDSA"));
        byte[] text = {1, 2, 3};
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(counterpart);
        signature.update(text);
        return signature.verify(signed);
    }

    private static String read(String option, String file) {
        Path path = Path.of(file);
        try {
            if (Files.size(path) > BYTES_MAX) {
                throw new UnusableOption(option + ": " + file + " is too long for a PEM file");
            }
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException missing) {
            throw new UnusableOption(option + ": there is no file " + file);
        } catch (IOException unreadable) {
            throw new UnusableOption(option + ": " + file + " cannot be read by this user");
        }
    }
}
