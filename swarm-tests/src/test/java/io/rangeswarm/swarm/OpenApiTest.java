package io.rangeswarm.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.model.api.ProblemType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** docs/openapi-tracker.json and docs/openapi-peer.json, which the apps have in their jars. */
class OpenApiTest {

    private static final Path DOCS = Path.of("..", "docs");

    /** {@code -Dopenapi.update}: write what is composed instead of comparing it. */
    private static final boolean UPDATE = System.getProperty("openapi.update") != null;

    static JsonNode document(String app) throws IOException {
        return Http.JSON.readTree(Files.readString(file(app)));
    }

    static Path file(String app) {
        return DOCS.resolve("openapi-" + app + ".json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tracker", "peer"})
    void theDocumentIsWhatItsSourcesMakeOfIt(String app) throws IOException {
        JsonMapper pretty =
                Http.JSON.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();
        String composed =
                pretty.writeValueAsString(OpenApiDocument.of(DOCS.resolve("openapi"), app))
                                .replace("\r\n", "\n") + "\n";
        if (UPDATE) {
            Files.writeString(file(app), composed);
        }

        assertThat(Files.readString(file(app)))
                .as("made anew by: mvn -q -pl swarm-tests -am test -Dtest=OpenApiTest -Dopenapi.update "
                        + "-Dsurefire.failIfNoSpecifiedTests=false")
                .isEqualTo(composed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tracker", "peer"})
    void everyExampleIsWhatItsSchemaSays(String app) throws IOException {
        JsonNode document = document(app);
        Schemas schemas = new Schemas(document);
        List<String> wrong = new ArrayList<>();
        eachContent(document, (where, media) -> {
            List<JsonNode> examples = new ArrayList<>();
            if (media.has("example")) {
                examples.add(media.path("example"));
            }
            media.path("examples").forEach(example -> examples.add(example.path("value")));
            if (where.contains("json")
                    && examples.isEmpty()
                    && media.at("/schema/properties").isObject()) {
                wrong.add(where + " has no example");
            }
            for (JsonNode example : examples) {
                schemas.differences(media.path("schema"), example).forEach(line -> wrong.add(where + ": " + line));
            }
        });

        assertThat(wrong).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tracker", "peer"})
    void everyProblemHasTheStatusThatItsTypeHas(String app) throws IOException {
        List<String> wrong = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        eachContent(
                document(app),
                (where, media) -> media.path("examples").forEach(example -> {
                    JsonNode problem = example.path("value");
                    seen.add(where);
                    boolean right = ProblemType.ofUri(problem.path("type").asString())
                            .filter(type -> where.contains(" " + type.status() + " "))
                            .isPresent();
                    if (!right) {
                        wrong.add(where + ": " + problem);
                    }
                }));

        assertThat(seen).hasSizeGreaterThan(20);
        assertThat(wrong).isEmpty();
    }

    /** Calls with a name of the place and the content there, of all requests and answers. */
    private static void eachContent(JsonNode document, BiConsumer<String, JsonNode> look) {
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(call -> {
                    String where = call.getKey() + " " + path.getKey();
                    JsonNode operation = call.getValue();
                    operation
                            .at("/requestBody/content")
                            .properties()
                            .forEach(content -> look.accept(where + " body " + content.getKey(), content.getValue()));
                    operation
                            .path("responses")
                            .properties()
                            .forEach(answer -> answer.getValue()
                                    .path("content")
                                    .properties()
                                    .forEach(content -> look.accept(
                                            where + " " + answer.getKey() + " " + content.getKey(),
                                            content.getValue())));
                }));
    }
}
