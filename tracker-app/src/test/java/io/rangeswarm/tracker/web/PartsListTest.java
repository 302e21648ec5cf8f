package io.rangeswarm.tracker.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.rangeswarm.model.access.Access;
import io.rangeswarm.model.api.ProblemType;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.JsonNode;

/** The list of what the tracker is made of, and who may read it. */
class PartsListTest extends TrackerCalls {

    @Test
    void namesWhatTheTrackerIsMadeOf() {
        assumeThat(PartsListTest.class.getResource("/META-INF/sbom/application.cdx.json"))
                .as("Maven leaves the list out of what it builds offline")
                .isNotNull();
        assertThat(read("/actuator/sbom").get("ids").get(0).asString()).isEqualTo("application");
        JsonNode list = read("/actuator/sbom/application");
        assertThat(list.get("bomFormat").asString()).isEqualTo("CycloneDX");
        assertThat(list.get("components")
                        .valueStream()
                        .map(part -> part.get("name").asString()))
                .contains("h2", "tomcat-embed-core", "swagger-ui", "uplot", "shared-model")
                .doesNotContain("archunit", "jazzer");
        assertThat(list.get("components")
                        .valueStream()
                        .map(part -> part.get("version").asString()))
                .allMatch(version -> !version.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Forwarded: for=127.0.0.1", "X-Forwarded-For: 127.0.0.1", "Via: 1.1 cache"})
    void whoComesThroughAProxyIsAStranger(String header) {
        String[] nameAndValue = header.split(": ", 2);
        problem(
                send(request("/actuator/sbom/application", null).header(nameAndValue[0], nameAndValue[1])),
                ProblemType.FORBIDDEN);
    }

    private static int statusFor(String caller, String path) throws IOException, ServletException {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
        request.setServletPath(path);
        request.setRemoteAddr(caller);
        request.setLocalAddr("192.0.2.1");
        MockHttpServletResponse response = new MockHttpServletResponse();
        new PartsListFilter(Access.open()).doFilter(request, response, new MockFilterChain());
        return response.getStatus();
    }

    @Test
    void strangersMayNotReadIt() throws Exception {
        assertThat(statusFor("192.0.2.7", "/actuator/sbom")).isEqualTo(403);
        assertThat(statusFor("192.0.2.7", "/actuator/sbom/application")).isEqualTo(403);
        assertThat(statusFor("192.0.2.7", "/actuator/health")).isEqualTo(200);
        assertThat(statusFor("127.0.0.1", "/actuator/sbom")).isEqualTo(200);
        assertThat(statusFor("192.0.2.1", "/actuator/sbom"))
                .as("the same machine")
                .isEqualTo(200);
    }
}
