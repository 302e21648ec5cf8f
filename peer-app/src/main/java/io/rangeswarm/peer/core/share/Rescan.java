package io.rangeswarm.peer.core.share;

/** Asks for a scan of the share folder ahead of its schedule. */
public interface Rescan {

    /** Has the folder scanned soon, on another thread; asking again before that scan begins changes nothing. */
    void soon();
}
