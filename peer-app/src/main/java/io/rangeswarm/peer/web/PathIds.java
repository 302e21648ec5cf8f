package io.rangeswarm.peer.web;

import io.rangeswarm.model.api.ProblemType;
import io.rangeswarm.model.content.FileId;
import io.rangeswarm.peer.web.problem.ProblemException;

/** File ids in paths. */
final class PathIds {

    private PathIds() {}

    static FileId parse(String fileId) {
        try {
            return FileId.parse(fileId);
        } catch (IllegalArgumentException malformed) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, String.valueOf(malformed.getMessage()), "fileId");
        }
    }
}
