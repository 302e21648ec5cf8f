package io.rangeswarm.peer.web.content;

import io.rangeswarm.model.content.ByteRange;
import io.rangeswarm.peer.web.upload.OpenFile;
import io.rangeswarm.peer.web.upload.Upload;
import io.rangeswarm.peer.web.upload.UploadConnection;
import io.rangeswarm.peer.web.upload.UploadLimit;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.IntUnaryOperator;

/** Sends bytes of a file as a response's body: by the kernel where it can, else by copying. */
final class FileBody {

    /** In bytes. */
    private static final int COPY_LENGTH = 64 << 10;

    private FileBody() {}

    /** Status and headers are set; file and upload are let go of when the bytes are out, or cannot be. */
    static void send(
            HttpServletRequest request,
            HttpServletResponse response,
            OpenFile file,
            ByteRange range,
            Upload upload,
            UploadLimit limit)
            throws IOException {
        if (UploadConnection.canSendFiles(request) && !range.isEmpty()) {
            UploadConnection.send(request, response, file, range.start(), range.end(), upload);
            return;
        }
        try {
            IntUnaryOperator pace = length -> limit.awaitCopy(request.getRemoteAddr(), length);
            copy(file.channel(), range, response.getOutputStream(), upload, pace);
        } finally {
            upload.end();
            file.letGo();
        }
    }

    private static void copy(
            FileChannel channel, ByteRange range, OutputStream out, Upload upload, IntUnaryOperator pace)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(COPY_LENGTH, range.length()));
        for (long at = range.start(); at < range.end(); at += buffer.position()) {
            int length = (int) Math.min(buffer.capacity(), range.end() - at);
            buffer.clear().limit(pace.applyAsInt(length));
            if (channel.read(buffer, at) < 0) {
                // The length is promised already; only a broken connection tells the client.
                throw new EOFException("the file became shorter than " + range.end() + " bytes");
            }
            out.write(buffer.array(), 0, buffer.position());
            upload.remains(range.end() - at - buffer.position());
        }
    }
}
