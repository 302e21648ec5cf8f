package io.rangeswarm.tracker.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.tracker.core.swarm.Endpoint;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What callers may register as theirs: all peers will call it. */
@Timeout(60)
class EndpointRulesTest extends TrackerCalls {

    private HttpResponse<String> register(String endpoint) {
        return post(ApiPaths.PEERS, null, "{\"endpoint\":\"" + endpoint + "\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:9",
                "http://localhost:9",
                "http://127.9.9.9:9",
                "http://[::1]:9",
                "https://localhost:9"
            })
    void callersOnTheTrackersMachineMayNameAnyOfItsAddresses(String endpoint) {
        ok(register(endpoint), 201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://10.1.2.3:9", "http://8.8.8.8:53", "http://[2a00::1]:9", "http://169.254.169.254:80",
                "http://[fd00:ec2::254]:80", "http://224.0.0.1:9", "http://0.0.0.0:9", "http://[::]:9",
                "http://[::ffff:169.254.169.254]:80", "http://167772161:9", "http://no-such-host.invalid:9"
            })
    void nobodyMayNameAThirdParty(String endpoint) {
        assertThat(problem(register(endpoint), ProblemType.FORBIDDEN)
                        .get("detail")
                        .asString())
                .startsWith("endpoint: ");
        assertThat(read(ApiPaths.PEERS).get("total").asInt()).isZero();
    }

    @Test
    void aPortIsAtTheCallersAddressByTheSchemeItNames() {
        JsonNode plain = ok(post(ApiPaths.PEERS, null, "{\"port\":9}"), 201);
        JsonNode encrypted = ok(post(ApiPaths.PEERS, null, "{\"port\":9,\"scheme\":\"https\"}"), 201);
        assertThat(endpointOf(plain)).startsWith("http://").endsWith(":9");
        assertThat(endpointOf(encrypted)).startsWith("https://").endsWith(":9");
        invalid(post(ApiPaths.PEERS, null, "{\"port\":9,\"scheme\":\"gopher\"}"), "scheme");
    }

    private String endpointOf(JsonNode registered) {
        return read(ApiPaths.peer(registered.get("peerId").asString()))
                .get("endpoint")
                .asString();
    }

    @Test
    void fromElsewhereItHasToBeThatVeryAddress() {
        NamedEndpoints rule = NamedEndpoints.ofTheCaller();
        assertDoesNotThrow(() -> rule.require(new Endpoint("http://203.0.113.7:9"), "203.0.113.7"));
        assertDoesNotThrow(() -> rule.require(new Endpoint("http://[2001:db8::7]:9"), "2001:db8:0:0:0:0:0:7"));
        for (String other : new String[] {"203.0.113.8", "127.0.0.1", "localhost"}) {
            assertThatThrownBy(() -> rule.require(new Endpoint("http://" + other + ":9"), "203.0.113.7"))
                    .isInstanceOf(RefusedCall.class);
        }
    }

    @Test
    void whoIsTrustedMayNameAnyHostAtWhichAPeerCanBe() {
        NamedEndpoints rule = NamedEndpoints.ofAnyHost();
        assertDoesNotThrow(() -> rule.require(new Endpoint("http://10.1.2.3:9"), "203.0.113.7"));
        assertDoesNotThrow(() -> rule.require(new Endpoint("http://node-7.lab:9"), "203.0.113.7"));
        assertThatThrownBy(() -> rule.require(new Endpoint("http://169.254.169.254:80"), "203.0.113.7"))
                .isInstanceOf(RefusedCall.class)
                .hasMessageContaining("no peer can be there");
    }
}
