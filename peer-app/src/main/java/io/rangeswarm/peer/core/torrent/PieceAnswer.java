package io.rangeswarm.peer.core.torrent;

/** What comes of asking for a file's pieces. */
public sealed interface PieceAnswer {

    /** Here they are. */
    record Known(Pieces pieces) implements PieceAnswer {}

    /**
     * They are being computed, or wait for their turn.
     *
     * @param hashed of the file so far, in bytes
     * @param length of the file, in bytes
     */
    record Computing(long hashed, long length) implements PieceAnswer {}

    /** As many files as may wait do. */
    record LineFull() implements PieceAnswer {}

    /** This peer does not hold the whole file, or the file on disk is no longer the one that was verified. */
    record NotHeld() implements PieceAnswer {}
}
