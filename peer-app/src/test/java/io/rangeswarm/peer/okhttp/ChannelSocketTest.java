package io.rangeswarm.peer.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChannelSocketTest {

    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final ChannelSocket socket = ChannelSocket.open(new StallWatch(Duration.ofMillis(200)));
    private Socket other = new Socket();

    ChannelSocketTest() throws IOException {}

    @BeforeEach
    void connect() throws IOException {
        socket.connect(server.getLocalSocketAddress());
        other = server.accept();
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        other.close();
        server.close();
    }

    private void send(String text) throws IOException {
        other.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void putsWhatComesIntoTheBufferAndMakesUpForItInTheStream() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(100);
        byte[] stream = new byte[4];
        send("0123456789");

        socket.divertTo(buffer);
        int first = socket.getInputStream().read(stream, 0, 4);

        assertThat(first).isEqualTo(4);
        assertThat(buffer.position()).isEqualTo(10);
        assertThat(StandardCharsets.US_ASCII.decode(buffer.flip()).toString()).isEqualTo("0123456789");
        assertThat(socket.owed()).isEqualTo(6);
        assertThat(socket.getInputStream().skip(6)).isEqualTo(6);
        assertThat(socket.owed()).isZero();
    }

    @Test
    void readsAsAnyOtherSocketOnceTheBufferIsFull() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(4);
        send("0123after");

        socket.divertTo(buffer);
        socket.getInputStream().skipNBytes(4);
        String rest = new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);

        assertThat(StandardCharsets.US_ASCII.decode(buffer.flip()).toString()).isEqualTo("0123");
        assertThat(rest).isEqualTo("after");
    }

    @Test
    void endsWhereTheOtherSideEnds() throws IOException {
        other.shutdownOutput();
        socket.divertTo(ByteBuffer.allocateDirect(10));

        assertThat(socket.getInputStream().read(new byte[10])).isEqualTo(-1);
    }

    @Test
    void doesNotWaitForeverForADivertedByte() throws IOException {
        socket.divertTo(ByteBuffer.allocateDirect(10));

        assertThatThrownBy(() -> socket.getInputStream().read(new byte[10])).isInstanceOf(SocketTimeoutException.class);
        assertThat(socket.isClosed()).isTrue();
    }

    @Test
    void doesNotWaitForeverForAnOrdinaryByte() {
        assertThatThrownBy(() -> socket.getInputStream().read(new byte[10])).isInstanceOf(SocketTimeoutException.class);
        assertThat(socket.isClosed()).isTrue();
    }

    @Test
    void aSocketThatNobodyReadsFromMayBeSilent() throws IOException {
        send("0");
        socket.getInputStream().skipNBytes(1);

        socket.endIfStalled(System.nanoTime() + Duration.ofHours(1).toNanos(), 1);

        assertThat(socket.isClosed()).isFalse();
    }
}
