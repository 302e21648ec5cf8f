package io.rangeswarm.peer.web.problem;

import io.rangeswarm.model.api.ProblemType;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports what Tomcat refuses before any servlet sees it (a path with {@code %00} or an encoded slash, say), in the
 * place of Tomcat's HTML page.
 */
public final class ProblemValve extends ErrorReportValve {

    private static final Logger log = LoggerFactory.getLogger(ProblemValve.class);

    @Override
    protected void report(Request request, Response response, Throwable throwable) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        AtomicBoolean canWrite = new AtomicBoolean();
        response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, canWrite);
        if (!canWrite.get()) {
            return;
        }
        ProblemType type = Problems.ofStatus(status);
        try {
            Problems.send(response, type, type.title());
            response.setStatus(status);
            response.finishResponse();
        } catch (IOException | IllegalStateException clientGone) {
            log.debug("a client went away: {}", clientGone.toString());
        }
    }
}
