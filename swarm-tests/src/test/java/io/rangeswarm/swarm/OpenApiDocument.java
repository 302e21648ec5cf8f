package io.rangeswarm.swarm;

import io.rangeswarm.model.api.ProblemType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One app's API as OpenAPI 3.1, from what people wrote of each call (docs/openapi), the records that the apps send and the
 * types of problems.
 */
final class OpenApiDocument {

    private static final String JSON = "application/json";
    private static final String PROBLEM_JSON = "application/problem+json";

    private final JsonNode common;
    private final JsonNode own;
    private final RecordSchemas schemas;

    private OpenApiDocument(JsonNode common, JsonNode own) {
        this.common = common;
        this.own = own;
        this.schemas = new RecordSchemas(common.path("fields"));
    }

    /** @param app tracker or peer, as the file of its calls is called */
    static ObjectNode of(Path folder, String app) throws IOException {
        return new OpenApiDocument(read(folder.resolve("common.yaml")), read(folder.resolve(app + ".yaml"))).compose();
    }

    private static JsonNode read(Path yaml) throws IOException {
        return Http.JSON.valueToTree(
                new Yaml(new SafeConstructor(new LoaderOptions())).<Object>load(Files.readString(yaml)));
    }

    private static ObjectNode object() {
        return Http.JSON.createObjectNode();
    }

    private ObjectNode compose() {
        ObjectNode document = object().put("openapi", "3.1.0");
        ObjectNode info = own.path("info").deepCopy().asObject();
        document.set("info", info.put("version", "1"));
        // Relative to /v3/api-docs, so that it is right behind a proxy's prefix, too.
        document.set("servers", Http.JSON.createArrayNode().add(object().put("url", "..")));
        document.set("tags", own.path("tags"));
        ObjectNode paths = object();
        Stream.concat(own.path("operations").properties().stream(), common.path("operations").properties().stream())
                .forEach(entry -> {
                    String[] call = entry.getKey().split(" ", 2);
                    ObjectNode path = paths.has(call[1]) ? paths.path(call[1]).asObject() : object();
                    path.set(call[0].toLowerCase(java.util.Locale.ROOT), operation(call[1], entry.getValue()));
                    paths.set(call[1], path);
                });
        document.set("paths", paths);
        ObjectNode components = object();
        components.set("schemas", schemas.all());
        components.set("securitySchemes", own.path("security"));
        document.set("components", components);
        return document;
    }

    private ObjectNode operation(String path, JsonNode written) {
        ObjectNode operation = object().put("operationId", written.path("id").asString());
        operation.set(
                "tags", Http.JSON.createArrayNode().add(written.path("tag").asString()));
        operation.put("summary", written.path("summary").asString());
        if (written.has("description")) {
            operation.put("description", written.path("description").asString());
        }
        security(written).ifPresent(security -> operation.set("security", security));
        ArrayNode parameters = Http.JSON.createArrayNode();
        written.path("parameters").properties().forEach(entry -> parameters.add(parameter(entry)));
        if (!parameters.isEmpty()) {
            operation.set("parameters", parameters);
        }
        if (written.has("body")) {
            JsonNode body = written.path("body");
            ObjectNode request = object().put("required", !body.path("optional").asBoolean(false));
            request.set("content", content(body));
            operation.set("requestBody", request);
        }
        ObjectNode responses = object();
        written.path("answers").properties().forEach(entry -> responses.set(entry.getKey(), answer(entry.getValue())));
        problems(path, written.path("problems")).forEach(responses::set);
        operation.set("responses", responses);
        return operation;
    }

    private static java.util.Optional<JsonNode> security(JsonNode written) {
        ArrayNode ways = Http.JSON.createArrayNode();
        if (written.path("optionalToken").asBoolean(false)) {
            ways.add(object());
        }
        for (String scheme : List.of("token", "control")) {
            String optional =
                    "optional" + scheme.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + scheme.substring(1);
            if (written.path(scheme).asBoolean(false) || written.path(optional).asBoolean(false)) {
                ObjectNode way = object();
                way.set(scheme, Http.JSON.createArrayNode());
                ways.add(way);
            }
        }
        return ways.isEmpty() ? java.util.Optional.empty() : java.util.Optional.of(ways);
    }

    private ObjectNode parameter(Map.Entry<String, JsonNode> written) {
        ObjectNode parameter = object().put("name", written.getKey());
        for (JsonNode source : List.of(
                common.path("parameters").path(written.getKey()),
                own.path("parameters").path(written.getKey()),
                written.getValue())) {
            source.properties().forEach(word -> parameter.set(word.getKey(), word.getValue()));
        }
        if (parameter.path("in").asString("").equals("path")) {
            parameter.put("required", true);
        }
        return parameter;
    }

    private ObjectNode content(JsonNode written) {
        ObjectNode content = object();
        if (written.has("schema")) {
            ObjectNode json = object();
            JsonNode schema = written.path("schema");
            json.set("schema", schema.isString() ? schemas.of(schema.asString()) : schema);
            if (written.has("example")) {
                json.set("example", written.path("example"));
            }
            content.set(JSON, json);
        }
        Stream.concat(written.path("also").valueStream(), Stream.of(written.path("content")))
                .filter(JsonNode::isString)
                .forEach(type -> content.set(type.asString(), object()));
        return content;
    }

    private ObjectNode answer(JsonNode written) {
        ObjectNode answer = object().put("description", written.path("says").asString());
        if (written.has("headers")) {
            ObjectNode headers = object();
            written.path("headers").properties().forEach(header -> {
                ObjectNode said = object().put("description", header.getValue().asString());
                said.set("schema", object().put("type", "string"));
                headers.set(header.getKey(), said);
            });
            answer.set("headers", headers);
        }
        ObjectNode content = content(written);
        if (!content.isEmpty()) {
            answer.set("content", content);
        }
        return answer;
    }

    /** One answer for each status, with an example for each type that has it. */
    private Map<String, ObjectNode> problems(String path, JsonNode slugs) {
        Map<String, List<ProblemType>> byStatus = new TreeMap<>();
        slugs.valueStream()
                .map(slug -> typeOf(slug.asString()))
                .forEach(type -> byStatus.computeIfAbsent(Integer.toString(type.status()), status -> new ArrayList<>())
                        .add(type));
        Map<String, ObjectNode> answers = new TreeMap<>();
        byStatus.forEach((status, types) -> {
            ObjectNode examples = object();
            for (ProblemType type : types) {
                ObjectNode value = object().put("type", type.uri())
                        .put("title", type.title())
                        .put("status", type.status())
                        .put("detail", "what exactly, in a line")
                        .put("instance", path);
                ObjectNode example = object().put("summary", type.title());
                example.set("value", value);
                examples.set(slug(type), example);
            }
            ObjectNode media = object();
            media.set("schema", schemas.of("Problem"));
            media.set("examples", examples);
            ObjectNode content = object();
            content.set(PROBLEM_JSON, media);
            ObjectNode answer = object().put(
                            "description",
                            String.join(
                                    ". ", types.stream().map(ProblemType::title).toList()));
            answer.set("content", content);
            answers.put(status, answer);
        });
        return answers;
    }

    private static String slug(ProblemType type) {
        return type.uri().substring(type.uri().lastIndexOf(':') + 1);
    }

    private static ProblemType typeOf(String slug) {
        return Arrays.stream(ProblemType.values())
                .filter(type -> slug(type).equals(slug))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no problem type " + slug));
    }
}
