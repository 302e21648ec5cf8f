package io.rangeswarm.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.rangeswarm.model.api.ApiHeaders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.ByteString;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** HTTP calls as curl would make them. */
final class Http {

    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    private static final MediaType JSON_TYPE = MediaType.get("application/json");

    private static final OkHttpClient CLIENT = new OkHttpClient.Builder()
            .readTimeout(Duration.ofSeconds(60))
            .followRedirects(false)
            .build();

    private Http() {}

    /** What came back, its body read to the end. */
    record Answer(int status, Headers headers, ByteString body) {

        String text() {
            return body.utf8();
        }

        <T> T as(Class<T> type) {
            return JSON.readValue(body.toByteArray(), type);
        }

        JsonNode json() {
            return JSON.readTree(body.toByteArray());
        }

        String sha256() {
            return body.sha256().hex();
        }
    }

    /** @param headers names and values in turn */
    static Answer get(String url, String... headers) {
        return send(request(url, headers).build());
    }

    /** The JSON that a 200 brings. */
    static <T> T get(String url, Class<T> type) {
        return ok(get(url)).as(type);
    }

    static Answer post(String url, Object body, String... headers) {
        RequestBody json = RequestBody.create(JSON.writeValueAsBytes(body), JSON_TYPE);
        return send(request(url, headers).post(json).build());
    }

    static Answer put(String url, Object body, String... headers) {
        return send(request(url, headers)
                .put(RequestBody.create(JSON.writeValueAsBytes(body), JSON_TYPE))
                .build());
    }

    static Answer delete(String url, String... headers) {
        return send(request(url, headers).delete().build());
    }

    static Answer ok(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isBetween(200, 299);
        return answer;
    }

    /** As whoever means to control a peer; others pass the header over. */
    private static Request.Builder request(String url, String... headers) {
        return new Request.Builder()
                .url(url)
                .headers(Headers.of(headers))
                .header(ApiHeaders.CONTROL, ApiHeaders.CONTROL_VALUE);
    }

    private static Answer send(Request request) {
        try (Response response = CLIENT.newCall(request).execute()) {
            return new Answer(
                    response.code(), response.headers(), response.body().byteString());
        } catch (IOException failed) {
            throw new UncheckedIOException(request.url().toString(), failed);
        }
    }
}
