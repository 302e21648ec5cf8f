package io.rangeswarm.tracker.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** Leaves a call to the controllers, which know what to say of whatever is not plain and right. */
interface PassOn {

    /** Goes on with this request, which may have been read already. */
    void passOn(HttpServletRequest request) throws IOException, ServletException;
}
