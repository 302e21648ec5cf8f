package io.rangeswarm.swarm;

import static io.rangeswarm.swarm.Client.eventually;
import static io.rangeswarm.swarm.TestFiles.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.swarm.TestFiles.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Peers that show each other certificates: who gets in, and what those who do not are told. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsPeersIT {

    private static final String NAME = "film.bin";
    private static final Sample FILE = TestFiles.sample(NAME, 17, 12 * MIB + 5);
    private static final String NEED = "--tls-client-auth=need";

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    private static Certificates ours;
    private static AppProcess tracker;
    private static AppProcess seed;

    @BeforeAll
    static void startSwarmThatNeedsCertificates() throws IOException {
        ours = new Certificates(swarm, "ours").sign("tracker", 2).sign("peer", 2);
        tracker = swarm.tracker("tracker", ours.options("tracker"));
        TestFiles.write(swarm.folder("seed").resolve(NAME), FILE.content());
        seed = swarm.peer("seed", tracker, ours.options("peer", NEED, "--upload-limit=3MB"));
        eventually("the file is listed")
                .until(() -> command("ls", "--tls-ca=" + ours.ca()).output().contains(NAME));
    }

    private static AppProcess command(String... arguments) {
        String[] all = new String[arguments.length + 1];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--tracker=" + tracker.url();
        AppProcess process = swarm.command(all);
        process.awaitExit();
        return process;
    }

    @Test
    void whoShowsACertificateGetsTheBytes() {
        Path to = swarm.folder("with");
        AppProcess got = command(ours.options("peer", "get", NAME, "--to=" + to));
        assertThat(got.awaitExit()).as(got.log()).isZero();
        assertThat(to.resolve(NAME)).hasBinaryContent(FILE.content());
    }

    @Test
    void whoShowsNoneOrAForeignOneGetsNothingAndIsToldWhy() throws IOException {
        AppProcess without = command("get", NAME, "--to=without", "--timeout=3", "--tls-ca=" + ours.ca());
        assertThat(without.awaitExit()).as(without.log()).isNotZero();
        assertThat(without.errors()).contains(seed.url().replace("localhost", "127.0.0.1"), "--tls-cert=FILE");

        Certificates others = new Certificates(swarm, "others").sign("foreign", 2);
        AppProcess foreign = command(
                "get",
                NAME,
                "--to=foreign",
                "--timeout=3",
                "--tls-ca=" + ours.ca(),
                "--tls-cert=" + others.certificate("foreign"),
                "--tls-key=" + others.key("foreign"));
        assertThat(foreign.awaitExit()).as(foreign.log()).isNotZero();
        assertThat(swarm.folder("without").resolve(NAME)).doesNotExist();
        assertThat(swarm.folder("foreign").resolve(NAME)).doesNotExist();
    }

    @Test
    void peersThatNeedCertificatesFetchFromEachOtherWhileOneIsRenewed() throws IOException {
        ours.sign("changing", 2).sign("renewed", 2);
        Path folder = swarm.folder("second");
        AppProcess second = swarm.peer("second", tracker, ours.options("changing", NEED, "--fetch=" + NAME));
        eventually("its download runs").until(() -> Files.isDirectory(folder.resolve(".rangeswarm/downloads")));

        Files.copy(ours.key("renewed"), ours.key("changing"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(ours.certificate("renewed"), ours.certificate("changing"), StandardCopyOption.REPLACE_EXISTING);

        eventually("it shows the new one").until(() -> shownBy(second).contains("renewed"));
        eventually("it has the file").until(() -> Files.exists(folder.resolve(NAME)));
        assertThat(folder.resolve(NAME)).hasBinaryContent(FILE.content());
    }

    /** The certificates that curl is shown, in words. */
    private static String shownBy(AppProcess peer) {
        AppProcess curl = swarm.start(
                "curl",
                swarm.folder("curl"),
                Map.of(),
                List.of(
                        Programs.require("curl", "curl"),
                        "-sS",
                        "--cacert",
                        ours.ca().toString(),
                        "--cert",
                        ours.certificate("peer").toString(),
                        "--key",
                        ours.key("peer").toString(),
                        "-w",
                        "%{certs}",
                        peer.url() + ApiPaths.DOWNLOADS));
        curl.awaitExit();
        return curl.output();
    }

    @Test
    void aCertificateForAnotherNameIsSaidInOneLine() throws IOException {
        ours.sign("elsewhere", 2, "DNS:elsewhere.example");
        AppProcess elsewhere = swarm.tracker("elsewhere", ours.options("elsewhere"));

        AppProcess refused = swarm.command("ls", "--tracker=" + elsewhere.url(), "--tls-ca=" + ours.ca());

        assertThat(refused.awaitExit()).isEqualTo(4);
        assertThat(refused.errors()).hasLineCount(1).contains("not for this name or address");
    }
}
