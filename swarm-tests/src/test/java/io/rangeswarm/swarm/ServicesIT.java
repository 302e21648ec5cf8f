package io.rangeswarm.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The files by which systemd and Kubernetes run what is installed. */
class ServicesIT {

    /** Of 10, as systemd-analyze counts what an intruder could do from within: up to 2 it calls OK. */
    private static final double EXPOSURE_MAX = 2;

    private static final Pattern EXPOSURE = Pattern.compile("Overall exposure level .*: ([0-9.]+) ");
    private static final Pattern OPTION = Pattern.compile("^(--[a-z-]+)=?.*");

    @RegisterExtension
    static final Swarm swarm = new Swarm();

    private static Path home = Path.of("");

    @BeforeAll
    static void unpack() {
        Path folder = swarm.folder("opt");
        AppProcess tar =
                swarm.start("tar", folder, Map.of(), List.of("tar", "xzf", System.getProperty("distribution")));
        assertThat(tar.awaitExit()).as(tar.log()).isZero();
        home = folder.resolve("rangeswarm");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rangeswarm-tracker", "rangeswarm-peer"})
    void systemdTakesTheUnitAndFindsItClosed(String name) throws IOException {
        String systemd = Programs.require("systemd-analyze", "systemd");
        String unit = Files.readString(home.resolve("systemd/" + name + ".service"));
        Path here = swarm.folder("units").resolve(name + ".service");
        Files.writeString(here, unit.replace("/opt/rangeswarm", home.toString()));

        AppProcess verify = swarm.start("verify", home, Map.of(), List.of(systemd, "verify", here.toString()));
        assertThat(verify.awaitExit()).as(verify.log()).isZero();
        assertThat(verify.errors()).isEmpty();

        AppProcess security = swarm.start(
                "security",
                home,
                Map.of(),
                List.of(systemd, "security", "--offline=true", "--no-pager", here.toString()));
        assertThat(security.awaitExit()).as(security.log()).isZero();
        Matcher exposure = EXPOSURE.matcher(security.output());
        assertThat(exposure.find()).as(security.output()).isTrue();
        assertThat(Double.parseDouble(exposure.group(1))).isLessThanOrEqualTo(EXPOSURE_MAX);
    }

    @Test
    void kubernetesManifestsNameWhatThereIs() throws IOException {
        List<JsonNode> documents = manifests();

        assertThat(documents)
                .extracting(document -> document.path("kind").asString())
                .containsExactly("Service", "PersistentVolumeClaim", "Deployment", "DaemonSet");
        for (String kind : List.of("tracker", "peer")) {
            JsonNode container = container(documents, kind);
            List<String> command = strings(container.path("command"));
            assertThat(command).startsWith("/opt/rangeswarm/bin/rangeswarm", kind);
            assertThat(help(kind))
                    .contains(options(Stream.concat(command.stream(), strings(container.path("args")).stream())));
        }
    }

    private static List<JsonNode> manifests() throws IOException {
        String text = Files.readString(home.resolve("kubernetes/rangeswarm.yaml"));
        Iterable<Object> parsed = new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text);
        JsonMapper json = new JsonMapper();
        return StreamSupport.stream(parsed.spliterator(), false)
                .map(document -> json.<JsonNode>valueToTree(document))
                .toList();
    }

    private static JsonNode container(List<JsonNode> documents, String name) {
        return documents.stream()
                .filter(document -> document.at("/metadata/name").asString().equals(name))
                .map(document -> document.at("/spec/template/spec/containers/0"))
                .filter(JsonNode::isObject)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> strings(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }

    private static List<String> options(Stream<String> words) {
        return words.map(OPTION::matcher)
                .filter(Matcher::matches)
                .map(option -> option.group(1))
                .toList();
    }

    private static String help(String kind) {
        AppProcess help = swarm.start(
                "help",
                home,
                Map.of("JAVA_HOME", System.getProperty("java.home")),
                List.of(home.resolve("bin/rangeswarm").toString(), kind, "--help"));
        assertThat(help.awaitExit()).as(help.log()).isZero();
        return help.output();
    }
}
