package io.rangeswarm.peer.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangeswarm.peer.core.limit.Bandwidth;
import io.rangeswarm.peer.core.limit.LimitExemption;
import io.rangeswarm.peer.core.limit.Limits;
import io.rangeswarm.peer.core.limit.TransferLimits;
import io.rangeswarm.peer.web.problem.ProblemAdvice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class LimitsControllerTest {

    private static final Limits AT_FIRST = new Limits(Bandwidth.parse("4MB"), Bandwidth.UNLIMITED, LimitExemption.NONE);

    private final TransferLimits limits = new TransferLimits(AT_FIRST);
    private final MockMvcTester calls =
            MockMvcTester.create(MockMvcBuilders.standaloneSetup(new LimitsController(limits))
                    .setControllerAdvice(new ProblemAdvice())
                    .build());

    private MvcTestResult put(String body) {
        return calls.put()
                .uri("/api/v1/limits")
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }

    @Test
    void tellsTheLimits() {
        assertThat(calls.get().uri("/api/v1/limits")).hasStatusOk().bodyJson().isLenientlyEqualTo("""
                        {"upload":"4MiB/s","download":"none","exempt":"none","uploadBytesPerSecond":4194304}""");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"upload\":\"8MB\"}                       | 8MiB/s | none   | none",
                "{\"download\":1048576}                     | 4MiB/s | 1MiB/s | none",
                "{\"download\":1.048576e6}                  | 4MiB/s | 1MiB/s | none",
                "{\"upload\":null}                          | none   | none   | none",
                "{\"upload\":\"none\",\"exempt\":\"private\"} | none | none   | private",
                "{\"exempt\":\"loopback\"}                  | 4MiB/s | none   | loopback",
            })
    void changesWhatIsNamedAndLeavesTheRest(String body, String upload, String download, String exempt) {
        assertThat(put(body)).hasStatusOk();

        assertThat(limits.current().upload()).hasToString(upload);
        assertThat(limits.current().download()).hasToString(download);
        assertThat(limits.current().exempt()).hasToString(exempt);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"upload\":\"10MBB\"}                         | upload: '10MBB' is not a rate",
                "{\"upload\":0}                                 | upload: '0' is too little",
                "{\"download\":-5}                              | download: '-5' is too little",
                "{\"download\":1e15}                            | is more than",
                "{\"download\":1e300}                           | is not a rate",
                "{\"download\":1e400}                           | is not a rate",
                "{\"download\":99999999999999999999}            | is more than",
                "{\"upload\":\"9MB\",\"download\":\"fast\"}       | download: 'fast'",
                "{\"upload\":true}                              | upload must be a text",
                "{\"upload\":[8]}                               | upload must be a text",
                "{\"exempt\":\"lan\"}                           | exempt: 'lan' must be none, loopback or private",
                "{\"upload\":\"9MB\",\"downlaod\":\"8MB\"}        | there is no limit 'downlaod'",
                "{}                                             | nothing to change",
                "[]                                             | the body is not the JSON",
                "upload=8MB                                     | the body is not the JSON",
            })
    void explainsWhatCannotBeAndChangesNothing(String body, String says) {
        assertThat(put(body))
                .hasStatus(HttpStatus.BAD_REQUEST)
                .hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
                .bodyText()
                .contains("urn:rangeswarm:problem:invalid-request", says);
        assertThat(limits.current()).isEqualTo(AT_FIRST);
    }
}
