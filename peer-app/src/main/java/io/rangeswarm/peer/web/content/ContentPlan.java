package io.rangeswarm.peer.web.content;

import io.rangeswarm.model.content.ByteRange;

/** How a request for content is answered. */
sealed interface ContentPlan {

    /** 200 with all bytes, or for HEAD with none. */
    record Whole() implements ContentPlan {}

    /** 206 with these bytes of the representation. */
    record Part(ByteRange range) implements ContentPlan {}

    /** 304: the client has it. */
    record NotModified() implements ContentPlan {}

    /** 412: the client insists on another entity tag. */
    record PreconditionFailed() implements ContentPlan {}

    /** 416 with an empty body. */
    record RangeNotSatisfiable() implements ContentPlan {}

    /** 504: the bytes are not, or not all, here. */
    record NotHeld() implements ContentPlan {}
}
