package io.rangeswarm.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.content.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a jar says that it is made of is what it is made of, byte for byte. */
class PartsIT {

    private static final String LIST = "META-INF/sbom/application.cdx.json";
    private static final String PARTS = "BOOT-INF/lib/";

    /** What takes a jar apart: Spring Boot's packager puts it there itself, of its own version, after the list was made. */
    private static final String PACKAGERS_OWN = "spring-boot-jarmode-tools-";

    private record Part(String fileName, Optional<String> sha256) {

        static Part of(JsonNode component) {
            String fileName = component.get("name").asString() + "-"
                    + component.get("version").asString() + ".jar";
            Optional<String> sha256 = component
                    .path("hashes")
                    .valueStream()
                    .filter(hash -> hash.get("alg").asString().equals("SHA-256"))
                    .map(hash -> hash.get("content").asString())
                    .findFirst();
            return new Part(fileName, sha256);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tracker", "peer"})
    void eachPartOfAJarIsInItsListWithItsBytes(String app) throws IOException {
        try (ZipFile jar = new ZipFile(Swarm.jar(app).toFile())) {
            Optional<ZipEntry> list = Optional.ofNullable(jar.getEntry(LIST));
            Programs.require(list.isPresent(), "a build offline leaves the list of parts out");
            List<Part> listed = Http.JSON
                    .readTree(bytes(jar, list.orElseThrow()))
                    .get("components")
                    .valueStream()
                    .map(Part::of)
                    .toList();
            List<? extends ZipEntry> packed = jar.stream()
                    .filter(entry -> entry.getName().startsWith(PARTS) && !entry.isDirectory())
                    .filter(entry -> !entry.getName().startsWith(PARTS + PACKAGERS_OWN))
                    .toList();

            assertThat(packed).hasSizeGreaterThan(20);
            for (ZipEntry part : packed) {
                String fileName = part.getName().substring(PARTS.length());
                String sha256 = Sha256.hash(bytes(jar, part)).hex();
                assertThat(listed)
                        .as("%s in %s", fileName, app)
                        .anyMatch(each -> each.fileName.equals(fileName) && each.sha256.equals(Optional.of(sha256)));
            }
        }
    }

    private static byte[] bytes(ZipFile jar, ZipEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }
}
