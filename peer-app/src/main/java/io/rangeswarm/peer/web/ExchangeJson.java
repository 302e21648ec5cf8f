package io.rangeswarm.peer.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.rangeswarm.model.api.ChunkExchange;
import io.rangeswarm.model.api.ChunkExchanged;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.peer.web.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.json.JsonMapper;

/** The bodies of exchanges, read as strictly as the tracker reads. */
final class ExchangeJson {

    /** Two bitfields of 65,536 chunks in base64 have 21,848 characters. */
    private static final int BODY_BYTES_MAX = 32 << 10;

    /** Our own rules begin with the field that broke them. */
    private static final Pattern RULE = Pattern.compile("(?<field>[A-Za-z-]+): .*");

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // a newer peer may say more
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    private static final ObjectReader READER = MAPPER.readerFor(ChunkExchange.class);
    private static final ObjectWriter WRITER = MAPPER.writerFor(ChunkExchanged.class);

    private ExchangeJson() {}

    /** @throws ProblemException when the body is too long, or not what the call takes */
    static ChunkExchange read(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(BODY_BYTES_MAX + 1);
        if (bytes.length > BODY_BYTES_MAX) {
            throw new ProblemException(
                    ProblemType.BODY_TOO_LARGE, "this call's body may have at most " + BODY_BYTES_MAX + " bytes");
        }
        ChunkExchange read;
        try {
            read = READER.readValue(bytes);
        } catch (JacksonException unreadable) {
            throw problemOf(unreadable);
        }
        if (read == null) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, "the body must be one JSON object");
        }
        return read;
    }

    static byte[] written(ChunkExchanged answer) {
        return WRITER.writeValueAsBytes(answer);
    }

    /** A rule of the exchange's that was broken. */
    static ProblemException invalid(IllegalArgumentException broken) {
        String rule = String.valueOf(broken.getMessage());
        Matcher named = RULE.matcher(rule);
        return named.matches()
                ? new ProblemException(ProblemType.INVALID_REQUEST, rule, named.group("field"))
                : new ProblemException(ProblemType.INVALID_REQUEST, rule);
    }

    private static ProblemException problemOf(JacksonException unreadable) {
        if (unreadable instanceof ValueInstantiationException
                && unreadable.getCause() instanceof IllegalArgumentException broken) {
            return invalid(broken);
        }
        List<JacksonException.Reference> path = unreadable.getPath();
        if (path.isEmpty() || path.get(0).getPropertyName() == null) {
            return new ProblemException(ProblemType.INVALID_REQUEST, whatIsWrongWithTheWhole(unreadable));
        }
        String field = path.get(0).getPropertyName();
        return new ProblemException(ProblemType.INVALID_REQUEST, field + ": is not of the right kind", field);
    }

    private static String whatIsWrongWithTheWhole(JacksonException unreadable) {
        return unreadable instanceof MismatchedInputException
                ? "the body must be one JSON object and nothing after it"
                : "the body is not the JSON that this call takes: "
                        + String.valueOf(unreadable.getOriginalMessage())
                                .lines()
                                .findFirst()
                                .orElse("unreadable");
    }
}
