package io.rangeswarm.swarm;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Tells what of a JSON value is not as an OpenAPI document's schema has it, unknown members included. */
final class Schemas {

    private final JsonNode document;

    Schemas(JsonNode document) {
        this.document = document;
    }

    /** One line for each difference; none when the value fits. */
    List<String> differences(JsonNode schema, JsonNode value) {
        List<String> found = new ArrayList<>();
        compare("", schema, value, found);
        return found;
    }

    private void compare(String at, JsonNode schema, JsonNode value, List<String> found) {
        if (schema.has("$ref")) {
            compare(at, document.at(schema.path("$ref").asString().substring(1)), value, found);
            return;
        }
        String type = schema.path("type").asString("");
        boolean fits = switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            default -> false;
        };
        if (!fits) {
            found.add(at + " should be " + (type.isEmpty() ? "described" : type) + ", not " + value);
            return;
        }
        if (schema.has("pattern") && !Pattern.matches(schema.path("pattern").asString(), value.asString())) {
            found.add(at + " does not match its pattern: " + value);
        }
        if (schema.has("enum") && schema.path("enum").valueStream().noneMatch(value::equals)) {
            found.add(at + " is none of its values: " + value);
        }
        value.valueStream()
                .filter(item -> value.isArray())
                .forEach(item -> compare(at + "[]", schema.path("items"), item, found));
        schema.path("required")
                .valueStream()
                .filter(name -> !value.has(name.asString()))
                .forEach(name -> found.add(at + "." + name.asString() + " is missing"));
        if (value.isObject() && schema.has("properties")) {
            value.properties()
                    .forEach(member -> compare(
                            at + "." + member.getKey(),
                            schema.path("properties").path(member.getKey()),
                            member.getValue(),
                            found));
        }
    }
}
