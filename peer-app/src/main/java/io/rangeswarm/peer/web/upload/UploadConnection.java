package io.rangeswarm.peer.web.upload;

import io.rangeswarm.peer.core.upload.UploadTurns.Place;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SendfileDataBase;
import org.apache.tomcat.util.net.SendfileKeepAliveState;
import org.apache.tomcat.util.net.SendfileState;
import org.apache.tomcat.util.net.SocketEvent;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose responses' bodies are sent by an {@link UploadLoop} instead of Tomcat's poller, and whose further
 * requests for content are answered there too. All other requests are Tomcat's as usual; the connection goes to and fro.
 *
 * <p>It belongs to one thread at a time: to Tomcat's poller or a worker, or, from {@link #processSendfile} on, to its
 * loop, until {@link #giveToTomcat}. Handling is guarded by Tomcat's lock of the connection as well, because a timeout
 * may close it from elsewhere. Timeouts are the poller's: it looks at {@link #interestOps} of all connections.
 */
public final class UploadConnection extends NioSocketWrapper {

    private static final String SUPPORT = "org.apache.tomcat.sendfile.support";
    private static final String FILE_NAME = "org.apache.tomcat.sendfile.filename";
    private static final String START = "org.apache.tomcat.sendfile.start";
    private static final String END = "org.apache.tomcat.sendfile.end";

    /** Bytes that one connection may send before others of its loop have their turn. */
    private static final long SEND_AT_ONCE = 2 << 20;

    /** From the servlet to {@link #createSendfileData}, which Tomcat calls on the same thread inside of commit. */
    private static final ThreadLocal<@Nullable Transfer> TO_BE_SENT = new ThreadLocal<>();

    private final UploadEndpoint endpoint;
    private final SocketChannel socket;
    private final InetAddress receiver;
    private final UploadLoops loops;
    private final UploadLoop home;
    private final AtomicReference<@Nullable Transfer> transfer = new AtomicReference<>();

    /** Where this connection is now, if it is at a loop; its key there. Changed by its loop's thread. */
    private volatile UploadLoop loop;

    private @Nullable SelectionKey key;

    /** In the limit's queue, while it is in there. */
    private @Nullable Place<UploadConnection> place;

    private SendfileKeepAliveState afterwards = SendfileKeepAliveState.NONE;

    UploadConnection(NioChannel channel, UploadEndpoint endpoint, SocketChannel socket, UploadLoops loops) {
        super(channel, endpoint);
        this.endpoint = endpoint;
        this.socket = socket;
        this.receiver = socket.socket().getInetAddress();
        this.loops = loops;
        this.home = loops.next();
        this.loop = home;
    }

    /** Whether this request's connection can send files without copying them: it is Tomcat's, and not encrypted. */
    public static boolean canSendFiles(HttpServletRequest request) {
        return Boolean.TRUE.equals(request.getAttribute(SUPPORT));
    }

    /**
     * Commits the response and has the bytes {@code start} to {@code end} (exclusive) of the file sent as its body, whose
     * Content-Length is set already. File and upload end with the transfer, however that ends.
     *
     * @throws IOException when the client is gone
     */
    public static void send(
            HttpServletRequest request,
            HttpServletResponse response,
            OpenFile file,
            long start,
            long end,
            Upload upload)
            throws IOException {
        Transfer begun = new Transfer(file, start, end, upload);
        request.setAttribute(FILE_NAME, "");
        request.setAttribute(START, start);
        request.setAttribute(END, end);
        TO_BE_SENT.set(begun);
        try {
            response.flushBuffer();
        } finally {
            if (TO_BE_SENT.get() != null) {
                TO_BE_SENT.remove();
                begun.end(); // no connection has taken it over
            }
        }
    }

    @Override
    public SendfileDataBase createSendfileData(String filename, long pos, long length) {
        Transfer begun = TO_BE_SENT.get();
        TO_BE_SENT.remove();
        end(transfer.getAndSet(begun));
        return super.createSendfileData(filename, pos, length);
    }

    /** Whether a body is on its way. */
    boolean isSending() {
        return transfer.get() != null;
    }

    /** On whichever thread has handled the request: on the right loop it sends at once. */
    @Override
    public SendfileState processSendfile(SendfileDataBase data) {
        afterwards = data.keepAliveState;
        updateLastWrite();
        UploadLoop right = rightLoop();
        if (right.isCurrentThread() && right == loop && key != null) {
            return begin();
        }
        return moveTo(right);
    }

    /** Something can be read or written; on the loop's thread. */
    void ready() {
        getLock().lock();
        try {
            if (isClosed()) {
                return;
            }
            if (place != null) {
                await(0);
                loop.pace().writable(place);
            } else if (isSending()) {
                UploadLoop right = rightLoop(); // another one than before if a limit has come
                after(right == loop ? begin() : moveTo(right));
            } else if (hasDataToWrite()) {
                flush(false);
                registerReadInterest();
            } else {
                read();
            }
        } catch (IOException | CancelledKeyException gone) {
            close();
        } finally {
            getLock().unlock();
        }
    }

    /** Sends at most so many bytes of the body, now that it is this connection's turn; on the loop's thread. */
    long sendGranted(long bytes) {
        getLock().lock();
        try {
            Transfer running = transfer.get();
            if (isClosed() || running == null) {
                return 0;
            }
            if (!isLimited()) { // any more
                leaveLine();
                return 0;
            }
            long sent = isHeadSent() ? running.sendTo(socket, bytes) : 0;
            if (sent > 0) {
                updateLastWrite();
            }
            if (sent < bytes) {
                await(SelectionKey.OP_WRITE);
            }
            return sent;
        } catch (IOException | CancelledKeyException gone) {
            close();
            return 0;
        } finally {
            getLock().unlock();
        }
    }

    /** Goes on as an upload that nothing limits. */
    private void leaveLine() {
        Place<UploadConnection> left = place;
        place = null;
        if (left != null) {
            loop.pace().leave(left);
        }
        await(SelectionKey.OP_WRITE);
    }

    /** The last byte granted is sent; on the loop's thread. */
    void sentAll() {
        getLock().lock();
        try {
            place = null;
            after(SendfileState.DONE);
        } catch (CancelledKeyException gone) {
            close();
        } finally {
            getLock().unlock();
        }
    }

    /** On a loop nothing waits for a client: what the socket does not take now is sent when it can. */
    @Override
    public boolean flush(boolean block) throws IOException {
        if (!loop.isCurrentThread()) {
            return super.flush(block);
        }
        return !isSending() && super.flush(false); // the head of a body leaves with it
    }

    /**
     * On a loop a request is all there before it is handled, so nothing is read then but what is: the next request could
     * have come meanwhile, which may be one that its client does not end.
     */
    @Override
    public int read(boolean block, byte[] into, int offset, int length) throws IOException {
        return loop.isCurrentThread()
                ? populateReadBuffer(into, offset, length)
                : endpoint.read(block, now -> super.read(now, into, offset, length));
    }

    @Override
    public int read(boolean block, ByteBuffer into) throws IOException {
        return loop.isCurrentThread() ? populateReadBuffer(into) : endpoint.read(block, now -> super.read(now, into));
    }

    /** The connection waits for its next request: at its loop if it is handled there. */
    @Override
    public void registerReadInterest() {
        if (!loop.isCurrentThread() || key == null) {
            super.registerReadInterest();
        } else {
            await(hasDataToWrite() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        }
    }

    @Override
    protected void doClose() {
        try {
            super.doClose();
        } finally {
            end(transfer.getAndSet(null));
            Place<UploadConnection> left = place;
            UploadLoop last = loop;
            if (left != null) {
                last.execute(() -> last.pace().leave(left));
            } else {
                last.wakeUp(); // a socket is only really closed when its selectors have noticed
            }
        }
    }

    /** The limit's loop while the limit applies to this receiver, else the one the connection was born to. */
    private UploadLoop rightLoop() {
        return isLimited() ? loops.paced() : home;
    }

    private boolean isLimited() {
        return loops.limit().appliesTo(receiver);
    }

    private SendfileState moveTo(UploadLoop other) {
        await(0);
        other.execute(() -> arrive(other));
        return SendfileState.PENDING;
    }

    private void arrive(UploadLoop here) {
        getLock().lock();
        try {
            if (isClosed()) {
                return;
            }
            if (key == null || loop != here) {
                loop = here;
                key = here.register(socket, this);
            }
            after(begin());
        } catch (ClosedChannelException | CancelledKeyException gone) {
            close();
        } finally {
            getLock().unlock();
        }
    }

    /** Sends, or gets in line; is on the right loop. */
    private SendfileState begin() {
        Transfer begun = transfer.get();
        if (begun == null) {
            return SendfileState.ERROR; // closed meanwhile
        }
        if (loop == loops.paced() && isLimited()) {
            if (!sendHeadNow()) {
                return SendfileState.ERROR;
            }
            await(0);
            place = loop.pace().join(this, begun.remaining());
            return SendfileState.PENDING;
        }
        return sendSome();
    }

    private SendfileState sendSome() {
        Transfer running = transfer.get();
        try {
            if (running == null) {
                return SendfileState.ERROR;
            }
            if (isHeadSent() && running.sendTo(socket, SEND_AT_ONCE) > 0) {
                updateLastWrite();
            }
            if (running.remaining() == 0) {
                end(transfer.getAndSet(null));
                return SendfileState.DONE;
            }
            await(SelectionKey.OP_WRITE);
            return SendfileState.PENDING;
        } catch (IOException gone) {
            return SendfileState.ERROR;
        }
    }

    /** What Tomcat's processor would do after a body that it has seen to the end. */
    private void after(SendfileState state) {
        if (state == SendfileState.ERROR) {
            close();
        } else if (state == SendfileState.DONE) {
            end(transfer.getAndSet(null));
            if (afterwards == SendfileKeepAliveState.OPEN) {
                registerReadInterest();
            } else if (afterwards == SendfileKeepAliveState.PIPELINED) {
                giveToTomcat();
            } else {
                close();
            }
        }
    }

    /** The head need not wait for the body's turn: it says that the request has come, and brings news. */
    private boolean sendHeadNow() {
        try {
            isHeadSent(); // or later, with the body
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    private boolean isHeadSent() throws IOException {
        return !hasDataToWrite() || !super.flush(false);
    }

    private void read() throws IOException {
        updateLastRead();
        if (!isReadyForRead()) {
            return;
        }
        getSocketBufferHandler().configureReadBufferForRead();
        if (loops.mayAnswer() && ContentHead.isPlain(getSocketBufferHandler().getReadBuffer())) {
            getEndpoint().processSocket(this, SocketEvent.OPEN_READ, false);
        } else {
            giveToTomcat();
        }
    }

    private void giveToTomcat() {
        await(0);
        if (!getEndpoint().processSocket(this, SocketEvent.OPEN_READ, true)) {
            close();
        }
    }

    /** What the loop's selector, and Tomcat's timeouts, are to look at from now on. */
    private void await(int operations) {
        interestOps(operations);
        SelectionKey registered = key;
        if (registered != null) {
            registered.interestOps(operations);
        }
    }

    private static void end(@Nullable Transfer transfer) {
        if (transfer != null) {
            transfer.end();
        }
    }
}
