package io.rangeswarm.swarm;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The records of both APIs as JSON Schema: what may be null in Java is left out in JSON, all else is required. */
final class RecordSchemas {

    static final String REFERENCE = "#/components/schemas/";

    private static final String PACKAGE = "io.rangeswarm.model.api.";

    private static final Map<Type, Map<String, String>> PLAIN = Map.of(
            String.class, Map.of("type", "string"),
            boolean.class, Map.of("type", "boolean"),
            Boolean.class, Map.of("type", "boolean"),
            int.class, Map.of("type", "integer", "format", "int32"),
            Integer.class, Map.of("type", "integer", "format", "int32"),
            long.class, Map.of("type", "integer", "format", "int64"),
            Long.class, Map.of("type", "integer", "format", "int64"),
            double.class, Map.of("type", "number", "format", "double"),
            Double.class, Map.of("type", "number", "format", "double"));

    /** By name; also while a record's own schema is being made. */
    private final Map<String, ObjectNode> made = new TreeMap<>();

    private final Map<String, Class<?>> classes = new TreeMap<>();
    private final JsonNode fields;

    /** @param fields what a field of a name means, in whatever record it stands */
    RecordSchemas(JsonNode fields) {
        this.fields = fields;
    }

    /** @param name of a record, with {@code []} behind it for a list of such */
    ObjectNode of(String name) {
        if (name.endsWith("[]")) {
            return list(of(name.substring(0, name.length() - 2)));
        }
        try {
            return schema(Class.forName(PACKAGE + name));
        } catch (ClassNotFoundException missing) {
            throw new IllegalArgumentException("there is no record " + name, missing);
        }
    }

    /** All that were needed so far. */
    ObjectNode all() {
        ObjectNode all = Http.JSON.createObjectNode();
        made.forEach(all::set);
        return all;
    }

    private ObjectNode schema(Type type) {
        Map<String, String> plain = PLAIN.get(type);
        if (plain != null) {
            ObjectNode schema = Http.JSON.createObjectNode();
            new TreeMap<>(plain).descendingMap().forEach(schema::put);
            return schema;
        }
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return list(schema(list.getActualTypeArguments()[0]));
        }
        if (type instanceof Class<?> record && record.isRecord()) {
            return reference(record);
        }
        throw new IllegalArgumentException("no JSON of the API is a " + type);
    }

    private static ObjectNode list(ObjectNode items) {
        ObjectNode list = Http.JSON.createObjectNode().put("type", "array");
        list.set("items", items);
        return list;
    }

    private ObjectNode reference(Class<?> record) {
        String name = record.getSimpleName();
        Class<?> known = classes.putIfAbsent(name, record);
        if (known == null) {
            made.put(name, Http.JSON.createObjectNode());
            made.put(name, object(record));
        } else if (known != record) {
            throw new IllegalStateException("two records are called " + name);
        }
        return Http.JSON.createObjectNode().put("$ref", REFERENCE + name);
    }

    private ObjectNode object(Class<?> record) {
        ObjectNode object = Http.JSON.createObjectNode().put("type", "object");
        ObjectNode properties = Http.JSON.createObjectNode();
        List<String> required = new java.util.ArrayList<>();
        for (RecordComponent component : record.getRecordComponents()) {
            ObjectNode schema = schema(component.getGenericType());
            JsonNode said = fields.path(component.getName());
            if (schema.has("items") && said.has("pattern")) {
                throw new IllegalStateException("a pattern is of a text, not of " + component.getName());
            }
            said.properties().forEach(word -> schema.set(word.getKey(), word.getValue()));
            properties.set(component.getName(), schema);
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                required.add(component.getName());
            }
        }
        if (!required.isEmpty()) {
            object.set("required", Http.JSON.valueToTree(required));
        }
        object.set("properties", properties);
        return object;
    }
}
