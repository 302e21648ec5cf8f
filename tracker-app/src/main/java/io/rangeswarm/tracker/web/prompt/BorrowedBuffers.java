package io.rangeswarm.tracker.web.prompt;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * What a connection reads into and writes from, which it has only while it has bytes: of ten thousand connections nearly all
 * wait for their next call at any moment, and what each of them keeps is what a collection of the heap has to look at.
 *
 * <p>Used like the inherited one, under the connection's lock. What is lent when a connection is closed, which comes without
 * the lock, is not given back: somebody might still be reading it.
 */
final class BorrowedBuffers extends SocketBufferHandler {

    /** A call and the head of its answer are a few hundred bytes; what does not fit is read and written in parts. */
    static final int READ_BYTES = 2 << 10;

    static final int WRITE_BYTES = 1 << 10;

    private final Lender lender;

    private @Nullable ByteBuffer read; // being read from, unless...
    private boolean readIsFilled = true; // ...it is being filled
    private @Nullable ByteBuffer write; // being filled, unless...
    private boolean writeIsDrained; // ...it is being read from

    BorrowedBuffers(Lender lender) {
        super(0, 0, false);
        this.lender = lender;
    }

    /** Buffers that nobody uses at the moment, up to a bound. Safe for many threads. */
    static final class Lender {

        /** Kept of either; about as many as calls that can be under way. */
        private static final int KEPT_MAX = 512;

        private final Queue<ByteBuffer> forReading = new ArrayBlockingQueue<>(KEPT_MAX);
        private final Queue<ByteBuffer> forWriting = new ArrayBlockingQueue<>(KEPT_MAX);

        private static ByteBuffer lend(Queue<ByteBuffer> kept, int bytes) {
            ByteBuffer buffer = kept.poll();
            return buffer == null ? ByteBuffer.allocate(bytes) : buffer.clear();
        }

        /** How many lie here. */
        int kept() {
            return forReading.size() + forWriting.size();
        }
    }

    /** Gives back what is empty: the connection waits for its next call. */
    void giveBack() {
        ByteBuffer emptied = read;
        if (emptied != null && isReadBufferEmpty()) {
            read = null;
            lender.forReading.offer(emptied);
        }
        ByteBuffer drained = write;
        if (drained != null && isWriteBufferEmpty()) {
            write = null;
            lender.forWriting.offer(drained);
        }
    }

    @Override
    public void configureReadBufferForWrite() {
        ByteBuffer buffer = read;
        if (buffer != null && !readIsFilled) {
            buffer.compact();
        }
        readIsFilled = true;
    }

    @Override
    public void configureReadBufferForRead() {
        ByteBuffer buffer = read;
        if (buffer != null && readIsFilled) {
            buffer.flip();
        }
        readIsFilled = false;
    }

    /** One in any case: Tomcat reads no more at once than its capacity. */
    @Override
    public ByteBuffer getReadBuffer() {
        ByteBuffer buffer = read;
        if (buffer == null) {
            buffer = Lender.lend(lender.forReading, READ_BYTES);
            read = readIsFilled ? buffer : buffer.limit(0);
        }
        return buffer;
    }

    @Override
    public boolean isReadBufferEmpty() {
        ByteBuffer buffer = read;
        return buffer == null || (readIsFilled ? buffer.position() == 0 : !buffer.hasRemaining());
    }

    @Override
    public void unReadReadBuffer(ByteBuffer returned) {
        throw new UnsupportedOperationException("only a connection that changes to HTTP/2 would give bytes back");
    }

    @Override
    public void configureWriteBufferForWrite() {
        ByteBuffer buffer = write;
        if (buffer != null && writeIsDrained) {
            buffer.compact();
        }
        writeIsDrained = false;
    }

    @Override
    public void configureWriteBufferForRead() {
        ByteBuffer buffer = write;
        if (buffer != null && !writeIsDrained) {
            buffer.flip();
        }
        writeIsDrained = true;
    }

    @Override
    public boolean isWriteBufferWritable() {
        ByteBuffer buffer = write;
        return buffer == null || (writeIsDrained ? !buffer.hasRemaining() : buffer.hasRemaining());
    }

    @Override
    public ByteBuffer getWriteBuffer() {
        ByteBuffer buffer = write;
        if (buffer == null) {
            buffer = Lender.lend(lender.forWriting, WRITE_BYTES);
            write = writeIsDrained ? buffer.limit(0) : buffer;
        }
        return buffer;
    }

    @Override
    public boolean isWriteBufferEmpty() {
        ByteBuffer buffer = write;
        return buffer == null || (writeIsDrained ? !buffer.hasRemaining() : buffer.position() == 0);
    }

    /** Of a connection that begins: it has none. */
    @Override
    public void reset() {
        read = null;
        readIsFilled = true;
        write = null;
        writeIsDrained = false;
    }

    /** Only TLS needs more than there is, and has buffers of its own. */
    @Override
    public void expand(int size) {}

    @Override
    public void free() {}
}
