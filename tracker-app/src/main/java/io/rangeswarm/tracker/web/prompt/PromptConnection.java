package io.rangeswarm.tracker.web.prompt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection whose short calls are answered <em>here</em>: begun on the thread that saw their bytes come, Tomcat's poller,
 * and ended on the one that knows the answer. To hand each to a worker and back costs more than the calls do.
 *
 * <p>Neither thread may wait for a client. So while a call is answered here nothing more is read than was there when it
 * began, which is all of it ({@link PromptCall}), and what the client does not take at once is kept until it does.
 *
 * <p>Handled under Tomcat's lock of the connection; what a close changes too, which comes without it, is atomic.
 */
public final class PromptConnection extends NioSocketWrapper implements Turns.Waiting {

    /** Answers that may wait for their clients, all together; each has at most 64 KiB ({@link #BODY_MAX}). */
    private static final int SLOW_READERS_MAX = 256;

    /** In bytes, of an answer that is given here. */
    public static final int BODY_MAX = 64 << 10;

    /** When each call is to be told of, each goes through all filters. */
    private static final Logger c2ms = LoggerFactory.getLogger("c2ms");

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private static final ThreadLocal<@Nullable PromptConnection> HERE = new ThreadLocal<>();

    private final PromptEndpoint endpoint;

    /** Of what the call that is answered here has a turn; null while none is. */
    private final AtomicReference<@Nullable Turns> turn = new AtomicReference<>();

    private final AtomicBoolean isSlowReader = new AtomicBoolean();

    PromptConnection(NioChannel channel, PromptEndpoint endpoint) {
        super(channel, endpoint);
        this.endpoint = endpoint;
    }

    /** Whether this thread is answering a call that others wait behind, so that it must not wait for anybody. */
    public static boolean isHere() {
        return HERE.get() != null;
    }

    /**
     * For what ends a call on another thread than it began on: not before that one has left it. Else a client that vanishes
     * would meet Tomcat half-way through.
     *
     * @return the same, in its turn, on whichever thread it is run
     */
    public static Runnable inTurn(Runnable rest) {
        PromptConnection connection = HERE.get();
        return connection == null ? rest : () -> connection.locked(rest);
    }

    private void locked(Runnable rest) {
        getLock().lock();
        try {
            rest.run();
        } finally {
            getLock().unlock();
        }
    }

    /**
     * Goes on after an event: here, or on a worker, or, with a poll while many others wait for this thread, on another like
     * it. Registrations are ended on another thread anyway; theirs would only be one more that wants the processors.
     *
     * @return whether the connection can go on
     */
    boolean process(SocketEvent event) {
        boolean isTaken = event == SocketEvent.OPEN_READ
                && endpoint.needsRelief()
                && beginsPoll()
                && endpoint.relieves(this, event);
        return isTaken || goOn(event);
    }

    private boolean beginsPoll() {
        if (!getLock().tryLock()) {
            return false;
        }
        try {
            return !isClosed() && getCurrentProcessor() == null && isReadyForRead() && PromptCall.isPoll(read());
        } catch (IOException gone) {
            return false; // as whoever goes on will find out
        } finally {
            getLock().unlock();
        }
    }

    private boolean goOn(SocketEvent event) {
        boolean isCalled = event == SocketEvent.OPEN_WRITE && getCurrentProcessor() == null && turn.get() != null;
        // Whoever has the lock may be waiting for the client, and this may be the poller. Where the connection was
        // called,
        // somebody only looks whether it is idle, and a worker would not know what to begin.
        if (!getLock().tryLock()) {
            return isCalled ? endpoint.callsBack(this) : endpoint.processOnWorker(this, event);
        }
        try {
            if (isClosed()) {
                return false;
            }
            if (isCalled) {
                return here(SocketEvent.OPEN_READ);
            }
            Object processor = getCurrentProcessor();
            if (event == SocketEvent.OPEN_READ && processor == null) {
                return begin();
            }
            if (event == SocketEvent.OPEN_WRITE && processor == null) {
                flush(false);
                registerReadInterest();
                return true;
            }
            boolean isAnswered = turn.get() != null && event == SocketEvent.OPEN_READ && isAsync(processor);
            return isAnswered ? here(event) : endpoint.processOnWorker(this, event);
        } catch (IOException gone) {
            return false;
        } finally {
            getLock().unlock();
        }
    }

    /**
     * A poll that has no turn goes to a worker. A registration waits here: workers could do no more than wait for the same
     * commit, and two hundred of them at it leave no processor to those who could end it.
     */
    private boolean begin() throws IOException {
        endTurn(); // if the last call ended otherwise than by waiting for this one
        ByteBuffer bytes = isReadyForRead() ? read() : NOTHING;
        if (c2ms.isDebugEnabled() || !PromptCall.isWhole(bytes)) {
            return endpoint.processOnWorker(this, SocketEvent.OPEN_READ);
        }
        boolean isPoll = PromptCall.isPoll(bytes);
        Turns turns = isPoll ? endpoint.polls() : endpoint.registrations();
        if (turns.take()) {
            turn.set(turns);
            return here(SocketEvent.OPEN_READ);
        }
        if (isPoll) {
            return endpoint.processOnWorker(this, SocketEvent.OPEN_READ);
        }
        turns.await(this);
        return true;
    }

    /** Goes on at the poller. */
    @Override
    public boolean turnHasCome(Turns turns) {
        turn.set(turns);
        boolean goesOn = endpoint.callsBack(this) && !isClosed();
        return goesOn || !turn.compareAndSet(turns, null); // unless doClose() has found the turn, and ended it
    }

    private void endTurn() {
        Turns taken = turn.getAndSet(null);
        if (taken != null) {
            taken.end();
        }
    }

    /** Goes on after an event where nobody else closes what cannot. */
    void goOnOrClose(SocketEvent event) {
        boolean goesOn = false;
        try {
            goesOn = goOn(event);
        } finally {
            if (!goesOn) {
                close();
            }
        }
    }

    private static boolean isAsync(@Nullable Object processor) {
        return processor instanceof Processor some && some.isAsync();
    }

    private ByteBuffer read() {
        updateLastRead();
        getSocketBufferHandler().configureReadBufferForRead();
        return getSocketBufferHandler().getReadBuffer();
    }

    private boolean here(SocketEvent event) {
        PromptConnection outer = HERE.get();
        HERE.set(this);
        try {
            return endpoint.processHere(this, event);
        } finally {
            HERE.set(outer);
        }
    }

    private boolean isAnsweredHere() {
        return HERE.get() == this;
    }

    @Override
    public int read(boolean block, byte[] into, int offset, int length) throws IOException {
        return isAnsweredHere()
                ? populateReadBuffer(into, offset, length)
                : endpoint.read(block, now -> super.read(now, into, offset, length));
    }

    @Override
    public int read(boolean block, ByteBuffer into) throws IOException {
        return isAnsweredHere() ? populateReadBuffer(into) : endpoint.read(block, now -> super.read(now, into));
    }

    @Override
    protected void writeBlocking(byte[] from, int offset, int length) throws IOException {
        writeBlocking(ByteBuffer.wrap(from, offset, length));
    }

    /** What does not fit into the small buffer beside what is in there goes past it. */
    @Override
    protected void writeBlocking(ByteBuffer from) throws IOException {
        getSocketBufferHandler().configureWriteBufferForWrite();
        ByteBuffer buffered = getSocketBufferHandler().getWriteBuffer();
        boolean fits = from.remaining() <= buffered.remaining();
        if (isAnsweredHere()) {
            if (!fits && !hasOverflow()) {
                getSocketBufferHandler().configureWriteBufferForRead();
                getSocket().write(new ByteBuffer[] {buffered, from}, 0, 2);
                updateLastWrite();
            }
            writeNonBlocking(from);
        } else if (fits) {
            super.writeBlocking(from);
        } else {
            doWrite(true);
            doWrite(true, from);
        }
    }

    private boolean hasOverflow() {
        return !nonBlockingWriteBuffer.isEmpty();
    }

    @Override
    public boolean flush(boolean block) throws IOException {
        return super.flush(block && !isAnsweredHere());
    }

    /** The connection waits for its next call, but first for its client to take what is left of the answer. */
    @Override
    public void registerReadInterest() {
        endTurn();
        if (!hasDataToWrite()) {
            forgetSlowReader();
            if (getSocketBufferHandler() instanceof BorrowedBuffers buffers) {
                buffers.giveBack();
            }
            super.registerReadInterest();
        } else if (isSlowReader.getAndSet(true) || endpoint.slowReaders().incrementAndGet() <= SLOW_READERS_MAX) {
            registerWriteInterest();
        } else {
            close();
        }
        if (isClosed()) {
            forgetSlowReader();
        }
    }

    private void forgetSlowReader() {
        if (isSlowReader.getAndSet(false)) {
            endpoint.slowReaders().decrementAndGet();
        }
    }

    @Override
    protected void doClose() {
        try {
            super.doClose();
        } finally {
            forgetSlowReader();
            endTurn();
        }
    }
}
