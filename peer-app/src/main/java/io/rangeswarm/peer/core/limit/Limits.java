package io.rangeswarm.peer.core.limit;

/**
 * What holds for this process at a time.
 *
 * @param upload of all that is sent
 * @param download of all that downloads receive
 * @param exempt whose bytes neither limit counts
 */
public record Limits(Bandwidth upload, Bandwidth download, LimitExemption exempt) {

    public static final Limits NONE = new Limits(Bandwidth.UNLIMITED, Bandwidth.UNLIMITED, LimitExemption.NONE);

    public Limits withUpload(Bandwidth changed) {
        return new Limits(changed, download, exempt);
    }

    public Limits withDownload(Bandwidth changed) {
        return new Limits(upload, changed, exempt);
    }

    public Limits withExempt(LimitExemption changed) {
        return new Limits(upload, download, changed);
    }
}
