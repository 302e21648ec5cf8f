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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A swarm that speaks TLS with certificates of its own authority. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsIT {

    private static final String NAME = "film.bin";
    private static final Sample FILE = TestFiles.sample(NAME, 7, 21 * MIB + 5);

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    private static Certificates ours;
    private static AppProcess tracker;
    private static AppProcess seed;

    @BeforeAll
    static void startEncryptedSwarm() throws IOException {
        ours = new Certificates(swarm, "ours").sign("tracker", 2).sign("peer", 2);
        tracker = swarm.tracker("tracker", ours.options("tracker"));
        assertThat(tracker.url()).startsWith("https://");
        TestFiles.write(swarm.folder("seed").resolve(NAME), FILE.content());
        seed = swarm.peer("seed", tracker, ours.options("peer"));
        assertThat(seed.url()).startsWith("https://");
        eventually("the file is listed")
                .until(() ->
                        curl("-sS", tracker.url() + ApiPaths.FILES).output().contains(NAME));
    }

    private static AppProcess curl(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Programs.require("curl", "curl"), "--cacert", ours.ca().toString()));
        command.addAll(Arrays.asList(arguments));
        AppProcess process = swarm.start("curl", swarm.folder("curl"), Map.of(), command);
        process.awaitExit();
        return process;
    }

    private static AppProcess command(String... arguments) {
        AppProcess process = swarm.command(arguments);
        process.awaitExit();
        return process;
    }

    @Test
    void getFetchesTheRightBytes() {
        Path to = swarm.folder("got");
        AppProcess got = command("get", NAME, "--tracker=" + tracker.url(), "--to=" + to, "--tls-ca=" + ours.ca());
        assertThat(got.awaitExit()).as(got.log()).isZero();
        assertThat(to.resolve(NAME)).hasBinaryContent(FILE.content());
    }

    @Test
    void curlFetchesByTheOneLink() {
        AppProcess fetched = curl("-sSfL", "-o", "file", tracker.url() + ApiPaths.content(FILE.fileId()));
        assertThat(fetched.awaitExit()).as(fetched.log()).isZero();
        assertThat(swarm.folder("curl").resolve("file")).hasBinaryContent(FILE.content());
    }

    @Test
    void peersFetchFromEachOther() {
        Path folder = swarm.folder("second");
        swarm.peer("second", tracker, ours.options("peer", "--fetch=" + NAME));
        eventually("the second has the file").until(() -> Files.size(folder.resolve(NAME)) == FILE.content().length);
        assertThat(folder.resolve(NAME)).hasBinaryContent(FILE.content());
        eventually("there are two seeds")
                .until(() -> curl("-sS", tracker.url() + ApiPaths.file(FILE.fileId()))
                        .output()
                        .contains("\"seeds\":2"));
    }

    @Test
    void anUploadLimitHoldsForEncryptedBodies() throws IOException {
        Sample limited = TestFiles.sample("limited.bin", 8, 4 * MIB);
        TestFiles.write(swarm.folder("slow").resolve("limited.bin"), limited.content());
        AppProcess slow = swarm.peer("slow", tracker, ours.options("peer", "--upload-limit=2MB"));
        String url = slow.url() + ApiPaths.content(limited.fileId());
        eventually("it is shared").until(() -> curl("-sSI", url).output().contains(" 200"));
        AppProcess fetched = curl("-sSf", "-o", "limited", "-w", "%{time_total}", url);
        assertThat(Double.parseDouble(fetched.output())).isBetween(1.7, 6.0);
        assertThat(swarm.folder("curl").resolve("limited")).hasBinaryContent(limited.content());
    }

    @Test
    void anotherAuthorityIsSaidInOneLine() {
        Certificates others = new Certificates(swarm, "others");
        String address = "--tracker=" + tracker.url();
        assertThat(command("ls", address, "--tls-ca=" + others.ca()).errors())
                .hasLineCount(1)
                .contains("of an authority that is not known here", "--tls-ca");
        assertThat(command("ls", address).errors()).hasLineCount(1).contains("--tls-ca");
    }

    @Test
    void anExpiredCertificateIsSaidInOneLine() throws IOException {
        ours.sign("expired", -1);
        AppProcess expired = swarm.tracker("expired", ours.options("expired"));
        AppProcess refused = command("ls", "--tracker=" + expired.url(), "--tls-ca=" + ours.ca());
        assertThat(refused.awaitExit()).isEqualTo(4);
        assertThat(refused.errors()).hasLineCount(1).contains("has expired");
    }

    @Test
    void filesThatCannotBeUsedAreSaidInOneLine() {
        Path ca = ours.ca();
        AppProcess missing = swarm.tracker("missing", "--tls-cert=nowhere.pem", "--tls-key=nowhere.key");
        assertThat(missing.awaitExit()).isEqualTo(2);
        assertThat(missing.errors()).hasLineCount(1).contains("--tls-cert: there is no file nowhere.pem");
        AppProcess alone = swarm.tracker("alone", "--tls-cert=" + ca);
        assertThat(alone.awaitExit()).isEqualTo(2);
        assertThat(alone.errors()).hasLineCount(1).contains("--tls-cert and --tls-key go together");
        AppProcess unlike = swarm.peer(
                "unlike", tracker, "--tls-cert=" + ours.certificate("peer"), "--tls-key=" + ours.key("tracker"));
        assertThat(unlike.awaitExit()).isEqualTo(2);
        assertThat(unlike.errors()).hasLineCount(1).contains("is not that of the certificate");
    }

    @Test
    void aRenewedCertificateIsShownWithoutARestart() throws IOException {
        Certificates later = new Certificates(swarm, "later").sign("renewed", 2);
        ours.sign("changing", 2);
        AppProcess changing = swarm.tracker("changing", ours.options("changing"));
        String health = changing.url() + "/actuator/health";
        assertThat(curl("-sSf", health).awaitExit()).isZero();

        Files.copy(later.key("renewed"), ours.key("changing"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(later.certificate("renewed"), ours.certificate("changing"), StandardCopyOption.REPLACE_EXISTING);

        eventually("it shows the new one").until(() -> {
            AppProcess asked = curl("-sSf", "--cacert", later.ca().toString(), health);
            return asked.awaitExit() == 0;
        });
    }

    @Test
    void whoNeedsCertificatesTurnsAwayThoseWithoutOne() {
        AppProcess strict = swarm.tracker("strict", ours.options("tracker", "--tls-client-auth=need"));
        String address = "--tracker=" + strict.url();
        String ca = "--tls-ca=" + ours.ca();
        AppProcess without = command("ls", address, ca);
        assertThat(without.awaitExit()).as(without.log()).isEqualTo(4);
        assertThat(without.errors()).hasLineCount(1);
        AppProcess with =
                command("ls", address, ca, "--tls-cert=" + ours.certificate("peer"), "--tls-key=" + ours.key("peer"));
        assertThat(with.awaitExit()).as(with.log()).isZero();
    }

    @Test
    void plainCallersOfAnEncryptedTrackerAreToldWhatIsWrong() {
        AppProcess plain = command("ls", "--tracker=" + tracker.url().replace("https", "http"));
        assertThat(plain.awaitExit()).isEqualTo(4);
        assertThat(plain.errors()).hasLineCount(1);
    }
}
