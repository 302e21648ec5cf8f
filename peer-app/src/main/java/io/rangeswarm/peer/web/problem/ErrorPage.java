package io.rangeswarm.peer.web.problem;

import io.rangeswarm.model.api.ProblemType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Where the server forwards an error that a filter or servlet raised outside of any controller. */
@Controller
public final class ErrorPage implements ErrorController {

    /** Answers as the error says; asked for directly, it is no resource. */
    @RequestMapping("/error")
    public void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        ProblemType type = Problems.ofStatus(status);
        Problems.send(response, type, type.title());
        response.setStatus(status);
    }
}
