package io.rangeswarm.peer.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.rangeswarm.model.api.ProblemType;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** Who may change anything: every write call there is, asked by pages of other origins and names. */
@Timeout(60)
class LocalCallersOnlyTest {

    private static final String CONTROL = "Rangeswarm-Control: 1";

    @TempDir
    private static Path temp;

    private static ServingPeer peer;

    @BeforeAll
    static void start() throws IOException {
        peer = new ServingPeer(temp.resolve("share"), 2);
    }

    @AfterAll
    static void stop() throws IOException {
        peer.close();
    }

    /** Method and path of every mapping that writes, from the controllers themselves: a new one is tested too. */
    static List<String> writes() {
        List<String> found = new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.rangeswarm.peer.web")
                        .stream()
                        .flatMap(type -> type.getMethods().stream())
                        .flatMap(LocalCallersOnlyTest::writes)
                        .map(call -> call.replaceAll("\\{\\w+}", "0".repeat(64)))
                        .sorted()
                        .toList();
        assertThat(found).hasSizeGreaterThanOrEqualTo(9);
        return found;
    }

    private static Stream<String> writes(JavaMethod method) {
        assertThat(method.isAnnotatedWith(PatchMapping.class)).isFalse();
        Stream<String> any = method.tryGetAnnotationOfType(RequestMapping.class).stream()
                .flatMap(mapping -> Stream.of(mapping.value()))
                .filter(path -> !path.equals("/error")) // where the server forwards to
                .map(path -> "POST " + path);
        return Stream.of(
                        paths(
                                "POST",
                                method.tryGetAnnotationOfType(PostMapping.class).map(m -> all(m.value(), m.path()))),
                        paths(
                                "PUT",
                                method.tryGetAnnotationOfType(PutMapping.class).map(m -> all(m.value(), m.path()))),
                        paths(
                                "DELETE",
                                method.tryGetAnnotationOfType(DeleteMapping.class)
                                        .map(m -> all(m.value(), m.path()))),
                        any)
                .flatMap(paths -> paths);
    }

    private static List<String> all(String[] value, String[] path) {
        return Stream.concat(Stream.of(value), Stream.of(path)).toList();
    }

    private static Stream<String> paths(String method, Optional<List<String>> paths) {
        return paths.orElse(List.of()).stream().map(path -> method + " " + path);
    }

    /** The answer's status line and all that follows. */
    private static String ask(InetAddress address, String call, String... headers) throws IOException {
        String request =
                call + " HTTP/1.1\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
                        + String.join("\r\n", headers) + "\r\n\r\n{}";
        try (Socket socket = new Socket(address, peer.port())) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    private static String ask(String call, String... headers) throws IOException {
        return ask(InetAddress.getLoopbackAddress(), call, headers);
    }

    private static String host(String name) {
        return "Host: " + name + ":" + peer.port();
    }

    private static void assertForbidden(String answer) {
        assertThat(answer).startsWith("HTTP/1.1 403 ").contains(ProblemType.FORBIDDEN.uri());
    }

    @ParameterizedTest
    @MethodSource("writes")
    void aPageOfAnotherOriginChangesNothing(String call) throws IOException {
        for (String origin : List.of(
                "http://evil.example",
                "null",
                "https://localhost:" + peer.port(), // not the same scheme
                "http://localhost:1", // another program of this machine
                "http://localhost:" + peer.port() + ".evil.example",
                "http://127.0.0.1:" + peer.port())) { // not the same as its Host
            assertForbidden(ask(call, host("localhost"), CONTROL, "Origin: " + origin));
        }
    }

    @ParameterizedTest
    @MethodSource("writes")
    void aPageWhoseNameResolvesToThisMachineChangesNothing(String call) throws IOException {
        for (String name :
                List.of("evil.example", "localhost.evil.example", "localhost.", "10.9.8.7", "127.0.0.1.nip.io")) {
            assertForbidden(ask(call, host(name), CONTROL, "Origin: http://" + name + ":" + peer.port()));
            assertForbidden(ask(call, host(name), CONTROL));
        }
    }

    @ParameterizedTest
    @MethodSource("writes")
    void aFormOrLinkOfAnyPageChangesNothing(String call) throws IOException {
        assertForbidden(ask(call, host("localhost")));
        assertForbidden(ask(call, host("localhost"), "Origin: http://localhost:" + peer.port()));
        assertForbidden(ask(call, host("localhost"), "Sec-Fetch-Site: same-origin"));
    }

    @ParameterizedTest
    @MethodSource("writes")
    void whoControlsThePeerGetsPast(String call) throws IOException {
        assertThat(ask(call, host("localhost"), CONTROL)).doesNotStartWith("HTTP/1.1 403 ");
        assertThat(ask(call, host("127.0.0.1"), CONTROL, "Origin: http://127.0.0.1:" + peer.port()))
                .doesNotStartWith("HTTP/1.1 403 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1", "Via: 1.1 cache", "X-Real-IP: ::1"})
    void whoComesThroughAProxyIsNotOnThisMachine(String header) throws IOException {
        assertForbidden(ask("GET /api/v1/shares", host("localhost"), header));
        assertForbidden(ask("POST /api/v1/shares/rescan", host("localhost"), CONTROL, header));
    }

    @Test
    void noOtherOriginIsGrantedAnything() throws IOException {
        String answer = ask(
                "OPTIONS /api/v1/limits",
                host("localhost"),
                "Origin: http://evil.example",
                "Access-Control-Request-Method: PUT",
                "Access-Control-Request-Headers: rangeswarm-control,content-type");

        assertThat(answer).startsWith("HTTP/1.1 403 ").doesNotContainIgnoringCase("Access-Control-Allow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/shares", "/api/v1/limits", "/ui/peer.js", "/actuator/metrics", "/anything"})
    void whatIsReadIsForThisOriginAlone(String path) throws IOException {
        assertForbidden(ask("GET " + path, host("localhost"), "Origin: http://evil.example"));
        assertForbidden(ask("GET " + path, host("evil.example")));
        assertThat(ask("GET " + path, host("localhost")))
                .doesNotStartWith("HTTP/1.1 403 ")
                .contains("Cross-Origin-Resource-Policy: same-origin", "X-Content-Type-Options: nosniff");
    }

    @Test
    void thePageHasAStrictPolicy() throws IOException {
        String page = ask("GET /", host("localhost"));

        assertThat(page)
                .startsWith("HTTP/1.1 200 ")
                .contains(
                        "Content-Type: text/html;charset=utf-8",
                        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                                + " frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
                        "X-Content-Type-Options: nosniff",
                        "ETag: ")
                .doesNotContain("<style", "onclick", " style=", "<script>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ui/", "/ui/..", "/ui/%2e%2e/application.yml", "/ui/application.yml", "/ui/peer.class"})
    void nothingButThePagesFilesIsServed(String path) throws IOException {
        assertThat(ask("GET " + path, host("localhost"))).containsPattern("^HTTP/1.1 40[04] ");
    }

    @Test
    void strangersSeeWhatThisIsAndNothingOfIt() throws Exception {
        String rebound = ask("GET /", host("evil.example"));

        assertThat(rebound)
                .startsWith("HTTP/1.1 403 ")
                .contains("A Rangeswarm peer", "default-src 'none'")
                .doesNotContain("<script", temp.toString());
    }

    /** Whoever calls this machine by its own address is on it, whoever else does is not; only the first can be tested here. */
    @Test
    void ownAddressesAreThisMachine() throws Exception {
        Optional<InetAddress> own = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst();
        Assumptions.assumeTrue(own.isPresent(), "a machine without a network");
        String literal = own.get().getHostAddress();

        assertThat(ask(own.get(), "GET /api/v1/limits", host(literal))).startsWith("HTTP/1.1 200 ");
        assertForbidden(ask(own.get(), "GET /api/v1/limits", host("10.9.8.7")));
    }
}
