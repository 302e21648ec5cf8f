package io.rangeswarm.model.api;

import java.util.List;

/**
 * One page of what a peer holds, sorted by first name.
 *
 * @param page zero-based
 * @param size count of files asked for
 * @param total count of all files of which it holds anything
 */
public record SharePage(List<ShareView> shares, int page, int size, long total) {

    public SharePage {
        shares = List.copyOf(shares);
    }
}
