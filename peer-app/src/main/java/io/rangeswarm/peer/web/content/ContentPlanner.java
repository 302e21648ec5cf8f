package io.rangeswarm.peer.web.content;

import io.rangeswarm.model.content.ByteRange;

/** Decides how a request is answered; knows HTTP's rules, but no server, no disk and no socket. */
final class ContentPlanner {

    private ContentPlanner() {}

    /** Heeds the conditions in the order of RFC 9110 §13.2.2. */
    static ContentPlan plan(ContentRequest request, Representation content) {
        String tag = content.tag();
        if (request.ifMatch().isPresent()
                && !EntityTags.matchStrongly(request.ifMatch().get(), tag)) {
            return new ContentPlan.PreconditionFailed();
        }
        if (request.ifNoneMatch().isPresent()
                && EntityTags.matchWeakly(request.ifNoneMatch().get(), tag)) {
            return new ContentPlan.NotModified();
        }
        RequestedRange range = requestedRange(request, content);
        if (range instanceof RequestedRange.Unsatisfiable) {
            return new ContentPlan.RangeNotSatisfiable();
        }
        if (range instanceof RequestedRange.Part part) {
            return content.holds(part.range()) ? new ContentPlan.Part(part.range()) : new ContentPlan.NotHeld();
        }
        return content.holds(new ByteRange(0, content.length())) ? new ContentPlan.Whole() : new ContentPlan.NotHeld();
    }

    /** Only GET has ranges (§14.2); If-Range must be exactly the strong tag, so a date never matches (§13.1.5). */
    private static RequestedRange requestedRange(ContentRequest request, Representation content) {
        boolean heeded = request.method() == ContentRequest.Method.GET
                && request.ifRange()
                        .map(value -> value.strip().equals('"' + content.tag() + '"'))
                        .orElse(true);
        return request.range()
                .filter(header -> heeded)
                .map(header -> RequestedRange.parse(header, content.length()))
                .orElse(new RequestedRange.Whole());
    }
}
