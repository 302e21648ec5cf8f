package io.rangeswarm.tracker.web;

import static io.rangeswarm.tracker.core.swarm.Samples.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.ChunkLayout;
import io.rangeswarm.model.content.ChunkSet;
import io.rangeswarm.model.content.FileName;
import io.rangeswarm.model.content.Manifest;
import io.rangeswarm.model.content.Sha256;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The one link for every client. */
class LinkTest extends TrackerCalls {

    private static final Duration SNAPSHOT_AGE = Duration.ofMillis(250);
    private static final String METALINK_TYPE = "application/metalink4+xml";

    private final Manifest ten = manifest(10, "ten");
    private final String link = ApiPaths.content(ten.fileId());

    private void seed(int port) {
        newPeer(port, file("ten", ten, ChunkSet.all(10)));
    }

    private HttpResponse<String> getWithAccept(String path, String accept) {
        return send(request(path, null).header("Accept", accept));
    }

    private static String location(HttpResponse<String> redirect) {
        assertThat(redirect.statusCode()).as(redirect.body()).isEqualTo(307);
        assertThat(redirect.body()).isEmpty();
        return redirect.headers().firstValue("Location").orElseThrow();
    }

    private static Element xml(HttpResponse<String> metalink) throws Exception {
        assertThat(metalink.statusCode()).as(metalink.body()).isEqualTo(200);
        assertThat(metalink.headers().firstValue("Content-Type")).contains(METALINK_TYPE);
        byte[] body = metalink.body().getBytes(StandardCharsets.UTF_8);
        assertThat(metalink.headers().firstValueAsLong("Content-Length")).hasValue(body.length);
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Document document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(body));
        Element root = document.getDocumentElement();
        assertThat(root.getNamespaceURI()).isEqualTo("urn:ietf:params:xml:ns:metalink");
        assertThat(root.getLocalName()).isEqualTo("metalink");
        return root;
    }

    private static List<String> texts(Element root, String element) {
        NodeList found = root.getElementsByTagName(element);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            texts.add(found.item(i).getTextContent());
        }
        return texts;
    }

    private static Element only(Element root, String element) {
        assertThat(root.getElementsByTagName(element).getLength()).isOne();
        return (Element) root.getElementsByTagName(element).item(0);
    }

    @Test
    void everyClientIsSentToACompletePeerAndToldOfTheOthers() {
        seed(9001);
        seed(9002);
        newPeer(9003, file("ten", ten, ChunkSet.of(10, 1, 2)));

        HttpResponse<String> answer = get(link);

        List<String> urls = new ArrayList<>(List.of(location(answer)));
        List<String> links = answer.headers().allValues("Link");
        assertThat(links).hasSize(2);
        assertThat(links.get(0)).matches("<http://127\\.0\\.0\\.1:900[12]" + link + ">; rel=duplicate; pri=1");
        urls.add(links.get(0).replaceFirst("<(.*)>.*", "$1"));
        assertThat(urls).containsExactlyInAnyOrder("http://127.0.0.1:9001" + link, "http://127.0.0.1:9002" + link);
        assertThat(links.get(1)).isEqualTo("<" + link + ".meta4>; rel=describedby; type=\"" + METALINK_TYPE + "\"");
        assertThat(answer.headers().firstValue("Digest"))
                .contains("SHA-256="
                        + Base64.getEncoder().encodeToString(ten.globalHash().bytes()));
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().firstValue("Vary")).contains("Accept, User-Agent");
    }

    @Test
    void wget2GetsTheMetalinkThatItDoesNotAskFor() {
        seed(9001);

        for (String agent : new String[] {"Wget/2.1.0", "wget2/1.99.1"}) {
            assertThat(send(request(link, null).header("User-Agent", agent)).statusCode())
                    .isEqualTo(200);
        }
        assertThat(send(request(link, null).header("User-Agent", "Wget/1.21.3")).statusCode())
                .isEqualTo(307);
    }

    @Test
    void oneAfterTheOtherIsSentToAllCompletePeers() {
        seed(9001);
        seed(9002);
        seed(9003);

        TreeSet<String> chosen = new TreeSet<>();
        for (int i = 0; i < 200 && chosen.size() < 3; i++) {
            chosen.add(location(get(link)));
        }

        assertThat(chosen).hasSize(3);
    }

    @Test
    void headIsAnsweredLikeGet() {
        seed(9001);

        HttpResponse<String> redirect = send(request(link, null).method("HEAD", BodyPublishers.noBody()));
        HttpResponse<String> metalink = send(request(link + ".meta4", null).method("HEAD", BodyPublishers.noBody()));

        assertThat(location(redirect)).isEqualTo("http://127.0.0.1:9001" + link);
        assertThat(metalink.statusCode()).isEqualTo(200);
        assertThat(metalink.body()).isEmpty();
        assertThat(metalink.headers().firstValueAsLong("Content-Length"))
                .hasValue(get(link + ".meta4").body().length());
    }

    @Test
    void metalinkTellsAllThatAClientNeeds() throws Exception {
        Manifest manifest =
                new Manifest(new ChunkLayout(ChunkLayout.CHUNK_SIZE_MIN + 1L), Sha256.hash(new byte[3]), new byte[64]);
        String path = ApiPaths.content(manifest.fileId());
        newPeer(9001, file("dir/a & <b> \"c\" ü\uffff.iso", manifest, ChunkSet.all(2)));
        newPeer(9002, file("z", manifest, ChunkSet.all(2)));

        HttpResponse<String> answer = getWithAccept(path, METALINK_TYPE);

        Element root = xml(answer);
        assertThat(only(root, "file").getAttribute("name")).isEqualTo("a & <b> \"c\" ü_.iso");
        assertThat(only(root, "size").getTextContent()).isEqualTo(Long.toString(ChunkLayout.CHUNK_SIZE_MIN + 1L));
        assertThat(only(root, "pieces").getAttribute("type")).isEqualTo("sha-256");
        assertThat(only(root, "pieces").getAttribute("length")).isEqualTo("1048576");
        assertThat(texts(root, "hash")).containsExactly(manifest.globalHash().hex(), "0".repeat(64), "0".repeat(64));
        assertThat(texts(root, "url"))
                .containsExactlyInAnyOrder("http://127.0.0.1:9001" + path, "http://127.0.0.1:9002" + path);
        assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
                .startsWith("attachment; filename")
                .contains("%C3%BC")
                .endsWith(".meta4");
    }

    @Test
    void theEmptyFilesMetalinkHasNoPieces() throws Exception {
        Manifest empty = new Manifest(new ChunkLayout(0), Sha256.hash(new byte[0]), new byte[0]);
        newPeer(9001, file("empty", empty, ChunkSet.all(0)));

        Element root = xml(get(ApiPaths.metalink(empty.fileId())));

        assertThat(only(root, "size").getTextContent()).isEqualTo("0");
        assertThat(root.getElementsByTagName("pieces").getLength()).isZero();
        assertThat(texts(root, "url")).hasSize(1);
    }

    @Test
    void urlsAndLinksAreBounded() throws Exception {
        for (int port = 1; port <= 60; port++) {
            seed(port);
        }

        assertThat(texts(xml(get(link + ".meta4")), "url")).hasSize(50).doesNotHaveDuplicates();
        assertThat(get(link).headers().allValues("Link")).hasSize(20).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/*,application/metalink4+xml|200",
                "application/metalink4+xml|200",
                "*/*, application/metalink4+xml, application/metalink+xml|200",
                "application/metalink4+xml;q=0.5, */*;q=0.5|200",
                "application/metalink4+xml;q=0.1, */*|307",
                "application/metalink4+xml;q=0|307",
                "*/*|307",
                "application/*|307",
                "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8|307",
                "image/png|307",
                "nonsense|307",
                "application/octet-stream, application/metalink4+xml;q=0.9|307"
            })
    void metalinkIsForThoseWhoNameIt(String accept, int status) {
        seed(9001);

        assertThat(getWithAccept(link, accept).statusCode()).isEqualTo(status);
    }

    @Test
    void aNameToSaveTheFileByMayBeAppended() {
        seed(9001);

        assertThat(location(get(link + "/data/my%20file%C3%BC+%23.iso")))
                .isEqualTo("http://127.0.0.1:9001" + link + "/my%20file%C3%BC%2B%23.iso");
        assertThat(getWithAccept(link + "/x.iso", METALINK_TYPE).statusCode()).isEqualTo(200);
        invalid(get(link + "/a//b"), "name");
        invalid(get(link + "/"), "name");
    }

    @Test
    void torrentIsAskedOfACompletePeerByTheNameThatAllShare() {
        newPeer(9001, file("dir/b c.iso", ten, ChunkSet.all(10)), file("x", manifest(1, "x"), ChunkSet.all(1)));
        newPeer(9002, file("z", ten, ChunkSet.of(10, 1)));

        assertThat(location(get(link + ".torrent")))
                .isEqualTo("http://127.0.0.1:9001" + link + ".torrent?name=b%20c.iso");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".meta4", ".torrent", "/name"})
    void whatThereIsNotIsSaidClearly(String suffix) {
        newPeer(9001, file("ten", ten, ChunkSet.of(10, 1)));

        problem(get(ApiPaths.content(manifest(1, "unknown").fileId()) + suffix), ProblemType.UNKNOWN_FILE);
        HttpResponse<String> noSeed = get(link + suffix);
        problem(noSeed, ProblemType.UNAVAILABLE);
        assertThat(noSeed.headers().firstValue("Retry-After")).contains("10");
        invalid(get("/files/abc" + suffix), "fileId");
        assertThat(send(request(link + suffix, null).DELETE()).statusCode()).isEqualTo(405);
    }

    @Test
    void linkFollowsTheSwarm() {
        Peer first = newPeer(9001, file("ten", ten, ChunkSet.all(10)));
        assertThat(location(get(link))).contains(":9001/");
        delete(ApiPaths.peer(first.id()), first);
        clock.pass(SNAPSHOT_AGE);
        problem(get(link), ProblemType.UNKNOWN_FILE);

        seed(9002);
        clock.pass(SNAPSHOT_AGE);

        assertThat(location(get(link))).contains(":9002/");
    }

    @Test
    void nameWithASuffixOfOursIsAName() {
        seed(9001);

        assertThat(location(get(link + "/x.torrent")))
                .endsWith(ApiPaths.content(ten.fileId(), new FileName("x.torrent")));
    }
}
