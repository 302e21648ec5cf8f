package io.rangeswarm.peer.web.upload;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.NioEndpoint.SendfileData;
import org.apache.tomcat.util.net.SendfileDataBase;
import org.jspecify.annotations.Nullable;

/**
 * A connection that knows the upload which Tomcat's sendfile carries out on it. A servlet returns long before the bytes
 * are out: a worker thread and then the poller send them, and the connection hears of each write, of the end, and of
 * its own death.
 */
public final class UploadConnection extends NioSocketWrapper {

    private static final String SUPPORT = "org.apache.tomcat.sendfile.support";
    private static final String FILE_NAME = "org.apache.tomcat.sendfile.filename";
    private static final String START = "org.apache.tomcat.sendfile.start";
    private static final String END = "org.apache.tomcat.sendfile.end";

    /** From the servlet to {@link #createSendfileData}, which Tomcat calls on the same thread inside of commit. */
    private static final ThreadLocal<Upload> TO_BE_SENT = new ThreadLocal<>();

    private final AtomicReference<@Nullable Upload> upload = new AtomicReference<>();

    UploadConnection(NioChannel channel, NioEndpoint endpoint) {
        super(channel, endpoint);
    }

    /** Whether this request's connection can send files without copying them: it is Tomcat's, and not encrypted. */
    public static boolean canSendFiles(HttpServletRequest request) {
        return Boolean.TRUE.equals(request.getAttribute(SUPPORT));
    }

    /**
     * Commits the response and has Tomcat send the bytes {@code start} to {@code end} (exclusive) of the file as its
     * body, whose Content-Length is set already. The upload ends with the transfer, however that ends.
     *
     * @throws IOException when the client is gone
     */
    public static void send(
            HttpServletRequest request, HttpServletResponse response, Path file, long start, long end, Upload upload)
            throws IOException {
        request.setAttribute(FILE_NAME, file.toString());
        request.setAttribute(START, start);
        request.setAttribute(END, end);
        TO_BE_SENT.set(upload);
        try {
            response.flushBuffer();
        } finally {
            if (TO_BE_SENT.get() != null) {
                TO_BE_SENT.remove();
                upload.end(); // no connection has taken it over
            }
        }
    }

    @Override
    public SendfileDataBase createSendfileData(String filename, long pos, long length) {
        Upload begun = TO_BE_SENT.get();
        TO_BE_SENT.remove();
        end(upload.getAndSet(begun));
        return super.createSendfileData(filename, pos, length);
    }

    @Override
    public void updateLastWrite() {
        super.updateLastWrite();
        Upload running = upload.get();
        SendfileData data = getSendfileData();
        if (running != null && data != null) {
            running.remains(data.length);
        }
    }

    @Override
    public void setSendfileData(@Nullable SendfileData data) {
        super.setSendfileData(data);
        if (data == null) {
            end(upload.getAndSet(null));
        }
    }

    @Override
    protected void doClose() {
        try {
            super.doClose();
        } finally {
            end(upload.getAndSet(null));
        }
    }

    private static void end(@Nullable Upload upload) {
        if (upload != null) {
            upload.end();
        }
    }
}
