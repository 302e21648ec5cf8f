package io.rangeswarm.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An authority of a test's own, and what it signs: made by openssl, as a user would. */
final class Certificates {

    private final Swarm swarm;
    private final Path folder;
    private final String openssl = Programs.require("openssl", "openssl");

    Certificates(Swarm swarm, String name) {
        this.swarm = swarm;
        this.folder = swarm.folder(name);
        run(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                "ca.key",
                "-out",
                "ca.pem",
                "-days",
                "2",
                "-subj",
                "/CN=" + name);
    }

    Path ca() {
        return folder.resolve("ca.pem");
    }

    /** The options of an app that answers by this authority's certificate for localhost, and believes in it alone. */
    String[] options(String name, String... more) {
        List<String> options = new ArrayList<>(
                List.of("--tls-cert=" + certificate(name), "--tls-key=" + key(name), "--tls-ca=" + ca()));
        options.addAll(List.of(more));
        return options.toArray(String[]::new);
    }

    Path certificate(String name) {
        return folder.resolve(name + ".pem");
    }

    Path key(String name) {
        return folder.resolve(name + ".key");
    }

    /** For this machine, valid so many days from now; of a negative count, expired. */
    Certificates sign(String name, int days) throws IOException {
        return sign(name, days, "DNS:localhost,IP:127.0.0.1,IP:::1");
    }

    /** The same for whatever is named, such as {@code DNS:elsewhere.example}. */
    Certificates sign(String name, int days, String subjects) throws IOException {
        run(
                "req",
                "-new",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                name + ".key",
                "-out",
                name + ".csr",
                "-subj",
                "/CN=" + name);
        Path extensions = Files.writeString(folder.resolve("extensions"), "subjectAltName=" + subjects + "\n");
        run(
                "x509",
                "-req",
                "-in",
                name + ".csr",
                "-CA",
                "ca.pem",
                "-CAkey",
                "ca.key",
                "-CAcreateserial",
                "-days",
                Integer.toString(days),
                "-extfile",
                extensions.toString(),
                "-out",
                name + ".pem");
        return this;
    }

    private void run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(openssl));
        command.addAll(List.of(arguments));
        AppProcess process = swarm.start("openssl", folder, Map.of(), command);
        assertThat(process.awaitExit()).as(process.log()).isZero();
    }
}
